using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>Bodies of endpoints are what their media types say, both ways.</summary>
[Collection("APPSERVICES_SERVER")]
public sealed class RawReplyTests
{
    private const string Connect =
        "param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -ErrorAction Stop;";

    [Theory]
    [InlineData("Invoke-AppEndpoint /x")]
    [InlineData("Invoke-AppRequest /x")]
    public async Task A_body_that_is_no_JSON_where_JSON_is_promised_is_an_invalid_reply(string script)
    {
        await using ScriptedServer server = await ReplyingAsync(200, "not json"u8.ToArray(), "application/json");

        ErrorRecord record = ModuleRunspace.ErrorOf(Connect + script, server.BaseUri);

        Assert.Equal("AppReplyInvalid", ModuleRunspace.IdOf(record));
        Assert.Equal(ErrorCategory.InvalidData, record.CategoryInfo.Category);
        Assert.Contains("-SkipHttpErrorCheck", record.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task It_is_text_with_SkipHttpErrorCheck(int status)
    {
        await using ScriptedServer server = await ReplyingAsync(status, "not json"u8.ToArray(), "application/json");

        Assert.Equal("not json", await OutputAsync(server, "Invoke-AppEndpoint /x -SkipHttpErrorCheck"));
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", "iso-8859-1")]
    [InlineData("text/plain; charset=\"utf-16\"", "utf-16")]
    [InlineData("text/plain; charset=utf-8", "utf-8")]
    [InlineData("text/plain", "utf-8")]
    [InlineData("text/plain; charset=of-nobody", "utf-8")]
    public async Task Text_is_read_in_its_charset(string type, string charset)
    {
        await using ScriptedServer server = await ReplyingAsync(200, Encoding.GetEncoding(charset).GetBytes("é"), type);

        Assert.Equal("é", await OutputAsync(server, "Invoke-AppEndpoint /x"));
    }

    [Fact]
    public async Task JSON_is_read_in_its_charset()
    {
        await using ScriptedServer server = await ReplyingAsync(
            200, Encoding.Latin1.GetBytes("""{"a":"é"}"""), "application/json; charset=iso-8859-1");

        Assert.Equal("é", await OutputAsync(server, "(Invoke-AppEndpoint /x).a"));
    }

    [Theory]
    [InlineData("'é'", "text/plain; charset=iso-8859-1", "E9")]
    [InlineData("'é'", "text/plain", "C3A9")]
    [InlineData("@{ a = 'é' }", "application/json; charset=iso-8859-1", "7B2261223A22E9227D")]
    [InlineData("@{ a = 'é' }", "application/json", "7B2261223A22C3A9227D")]
    [InlineData("[byte[]](1, 2)", "text/plain; charset=iso-8859-1", "0102")]
    public async Task A_body_is_sent_in_the_charset_of_its_type(string body, string type, string hex)
    {
        var sent = new List<byte[]>();
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!IsAsked(context)) return false;
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
            sent.Add(bytes.ToArray());
            return await ScriptedServer.ReplyAsync(context, 200, "");
        });

        await OutputAsync(server, $"Invoke-AppEndpoint /x -Method POST -ContentType '{type}' -Body ({body})");

        Assert.Equal(hex, Convert.ToHexString(Assert.Single(sent)));
    }

    [Theory]
    [InlineData("'€'", "text/plain; charset=iso-8859-1", "iso-8859-1 lacks")]
    [InlineData("'a'", "text/plain; charset=of-nobody", "of-nobody")]
    [InlineData("'a'", "no type", "no media type")]
    public async Task What_cannot_be_sent_so_is_refused(string body, string type, string message)
    {
        await using ScriptedServer server = await ReplyingAsync(200, [], "text/plain");

        ErrorRecord record = ModuleRunspace.ErrorOf(
            Connect + $"Invoke-AppEndpoint /x -Method POST -ContentType '{type}' -Body {body}", server.BaseUri);

        Assert.Equal("AppArgumentInvalid", ModuleRunspace.IdOf(record));
        Assert.Contains(message, record.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.Contains("/endpoint/", StringComparison.Ordinal));
    }

    private static Task<ScriptedServer> ReplyingAsync(int status, byte[] body, string type) => ScriptedServer.StartAsync(async context =>
    {
        if (!IsAsked(context)) return false;
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        return true;
    });

    private static bool IsAsked(HttpContext context) => context.Request.Path.Value!.EndsWith("/x", StringComparison.Ordinal);

    private static async Task<string> OutputAsync(ScriptedServer server, string script) => await Task.Run(() =>
    {
        using var runspace = new ModuleRunspace();
        Collection<PSObject> output = runspace.Run(Connect + script, out Collection<ErrorRecord> errors, server.BaseUri);
        Assert.Empty(errors);
        return string.Concat(output.Select(one => $"{one}"));
    });
}
