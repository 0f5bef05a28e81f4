using Waypost.ServiceDefaults;
using Waypost.Stats;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
StatsParts.Add(builder);

var app = builder.Build();
StatsParts.Map(app);
return await app.RunAndExplainAsync();
