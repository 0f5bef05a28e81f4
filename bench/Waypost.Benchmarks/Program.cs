Console.WriteLine("Waypost");
