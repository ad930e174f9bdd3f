using System;
using System.IO;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

// The least that a web server can be. It says when it is ready, and stops when its standard input ends, as ours does.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
await using WebApplication app = builder.Build();
app.MapGet("/health", () => "ok");
byte[] reply = """{"$numberInt":"3"}"""u8.ToArray();
app.MapPost("/reply", async context =>
{
    await context.Request.Body.CopyToAsync(Stream.Null);
    context.Response.ContentType = "application/json";
    await context.Response.Body.WriteAsync(reply);
});
app.Urls.Add("http://127.0.0.1:0");
await app.StartAsync();
foreach (string address in app.Urls) Console.WriteLine($"Ready: {address} serving nothing");
await Console.In.ReadToEndAsync();
await app.StopAsync();
