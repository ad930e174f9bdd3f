using AppServices.Server.Functions;
using AppServices.Server.Logs;
using AppServices.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AppServices.Server.Hosting;

/// <summary>Measurements and traces, by OpenTelemetry, for operators who say where to.</summary>
internal static class Telemetry
{
    private static readonly string[] s_meters =
        [CallMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "System.Net.Http"];

    public static void Add(IServiceCollection services, TelemetrySettings settings)
    {
        services.AddMetrics();
        services.AddSingleton<CallMetrics>();
        if (settings is { Prometheus: null, Otlp: null }) return;
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("appservices-server"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(s_meters);
                if (settings.Prometheus is not null) metrics.AddPrometheusExporter();
                if (settings.Otlp is { } collector) metrics.AddOtlpExporter(otlp => otlp.Endpoint = collector);
            });
        if (settings.Otlp is { } traces)
        {
            // Queries may carry tokens: the instrumentation leaves their values out.
            telemetry.WithTracing(tracing => tracing.AddSource(FunctionTrace.Name).AddAspNetCoreInstrumentation()
                .AddOtlpExporter(otlp => otlp.Endpoint = traces));
        }
    }

    /// <summary>Answers Prometheus at its address, and nobody else there.</summary>
    public static void Use(WebApplication application, TelemetrySettings settings)
    {
        if (settings.Prometheus is not { } address) return;
        application.MapWhen(
            context => context.Connection.LocalPort == address.Port,
            metrics =>
            {
                metrics.UseOpenTelemetryPrometheusScrapingEndpoint();
                metrics.Run(static context =>
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return context.Response.CompleteAsync();
                });
            });
    }

    /// <summary>The addresses to listen on.</summary>
    public static string[] Addresses(string own, TelemetrySettings settings) =>
        settings.Prometheus is { } address ? [own, $"http://{address}"] : [own];
}
