using Waypost.ServiceDefaults;
using Waypost.Stats.Jobs;
using Waypost.Stats.Ping;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddJobs();
builder.Services.AddSingleton<IJobHandler, PingJob>();

var app = builder.Build();
app.MapDefaultEndpoints();
return await app.RunAndExplainAsync();
