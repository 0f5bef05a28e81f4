using Waypost.ServiceDefaults;
using Waypost.Stats;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddStats();

var app = builder.Build();
app.MapStats();
return await app.RunAndExplainAsync();
