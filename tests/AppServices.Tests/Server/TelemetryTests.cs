using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Measurements and traces for operators who ask for them.</summary>
public sealed class TelemetryTests
{
    private static readonly string[] s_parts =
        ["appservices_call_duration_seconds_count", "app=\"shop-qwert\"", "outcome=\"success\"", "type=\"FUNCTION\""];

    [Fact]
    public async Task Prometheus_reads_at_a_port_of_its_own_what_calls_took()
    {
        IPEndPoint address = FreePort();
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with
        {
            Settings = new ServerSettings { Telemetry = new TelemetrySettings(address) },
        });
        string token = (await server.LogInAsync()).AccessToken;
        Assert.Equal(200, (int)(await server.CallAsync(token, "sum", "[1,2]")).Status);
        // A call is counted when its request has ended, which is after its reply.
        string metrics = "";
        for (int i = 0; i < 100 && !metrics.Split('\n').Any(static line => s_parts.All(part => line.Contains(part, StringComparison.Ordinal))); i++)
            metrics = await server.Http.GetStringAsync($"http://{address}/metrics", TestContext.Current.CancellationToken);
        Assert.Contains(metrics.Split('\n'), static line => s_parts.All(part => line.Contains(part, StringComparison.Ordinal)));
        Assert.Contains("http_server_request_duration_seconds_bucket", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(token, metrics, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, new Uri(server.BaseAddress, "/metrics")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, new Uri($"http://{address}/health")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, new Uri($"http://{address}/api/client/v2.0/app/shop-qwert/location")));
    }

    [Theory]
    [InlineData("""{"telemetry":{"prometheus":"9464"}}""", "an IP address with a port is expected, such as 127.0.0.1:9464 (at telemetry.prometheus)")]
    [InlineData("""{"telemetry":{"otlp":"collector"}}""", "the URL of a collector is expected, such as http://127.0.0.1:4317 (at telemetry.otlp)")]
    [InlineData("""{"logs":{"level":"loud"}}""", "debug, info, warn or error is expected (at logs.level)")]
    public void What_is_no_address_is_an_error_of_the_settings(string settings, string message)
    {
        using AppFolder folder = AppFolder.WithFunction("f", "exports = () => 1;").Write("settings.json", settings);
        Exception error = Assert.ThrowsAny<Exception>(() => ServerSettings.Read(folder.FileAt("settings.json"), AppServices.Server.AppConfig.SecretStore.Read(null)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(AppServerFixture server, Uri address)
    {
        using HttpResponseMessage reply = await server.Http.GetAsync(address, TestContext.Current.CancellationToken);
        return reply.StatusCode;
    }

    private static IPEndPoint FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
