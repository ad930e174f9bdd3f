using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace AppServices.Tests.Push;

/// <summary>Stands for Firebase Cloud Messaging on 127.0.0.1. Who sends has to prove it with the key of the service account.</summary>
internal sealed class GoogleServer : IAsyncDisposable
{
    private readonly RSA _key = TestKeys.Rsa(0);
    private readonly WebApplication _application;

    private GoogleServer(WebApplication application) => _application = application;

    public string Address => _application.Urls.First();

    /// <summary>The messages that were taken.</summary>
    public ConcurrentQueue<JsonNode> Messages { get; } = new();

    /// <summary>The status of all replies to messages.</summary>
    public int Status { get; set; } = 200;

    public static async Task<GoogleServer> StartAsync()
    {
        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        var server = new GoogleServer(application);
        application.Urls.Add("http://127.0.0.1:0");
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    /// <summary>The JSON of the service account.</summary>
    public string Account(string? tokens = null) => new JsonObject
    {
        ["type"] = "service_account",
        ["project_id"] = "shop",
        ["client_email"] = "sender@shop.example",
        ["private_key"] = _key.ExportPkcs8PrivateKeyPem(),
        ["token_uri"] = tokens ?? Address + "/token",
    }.ToJsonString();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/token")
        {
            IFormCollection form = await context.Request.ReadFormAsync();
            TokenValidationResult token = await new JsonWebTokenHandler().ValidateTokenAsync(form["assertion"].ToString(), new TokenValidationParameters
            {
                IssuerSigningKey = new RsaSecurityKey(_key),
                ValidIssuer = "sender@shop.example",
                ValidAudience = Address + "/token",
            });
            Assert.True(token.IsValid, token.Exception?.Message);
            await context.Response.WriteAsync("""{"access_token":"ya29","expires_in":3599}""");
            return;
        }
        Assert.Equal(("/v1/projects/shop/messages:send", "Bearer ya29"), (context.Request.Path.Value, context.Request.Headers.Authorization.ToString()));
        using var reader = new StreamReader(context.Request.Body);
        JsonNode body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        string device = (string?)body["message"]!["token"] ?? "";
        bool isGone = device.StartsWith("gone", StringComparison.Ordinal);
        context.Response.StatusCode = isGone ? 404 : Status;
        if (context.Response.StatusCode == 200) Messages.Enqueue(body);
        await context.Response.WriteAsync(isGone
            ? """{"error":{"code":404,"message":"not found","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"UNREGISTERED"}]}}"""
            : Status == 200 ? """{"name":"projects/shop/messages/1"}""" : """{"error":{"code":403,"message":"not yours"}}""");
    }
}
