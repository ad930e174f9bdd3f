using System;
using System.Net;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>Where measurements and traces go; nowhere by default.</summary>
/// <param name="Prometheus">The address, with a port of its own, at whose <c>/metrics</c> Prometheus reads; null for none.</param>
/// <param name="Otlp">The collector to which measurements and traces are sent by OTLP; null for none.</param>
internal sealed record TelemetrySettings(IPEndPoint? Prometheus = null, Uri? Otlp = null)
{
    /// <param name="settings">The field <c>telemetry</c> of the operator's file.</param>
    /// <exception cref="ConfigurationException">Something in it is unknown or wrong.</exception>
    public static TelemetrySettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("prometheus", "otlp");
        return new TelemetrySettings(
            settings.Field("prometheus") is { } prometheus ? ReadAddress(prometheus) : null,
            settings.Field("otlp") is { } otlp ? ReadCollector(otlp) : null);
    }

    private static IPEndPoint ReadAddress(ConfigFile field) =>
        IPEndPoint.TryParse(field.Text(), out IPEndPoint? address) && address.Port != 0
            ? address
            : throw field.Wrong("an IP address with a port is expected, such as 127.0.0.1:9464");

    private static Uri ReadCollector(ConfigFile field) =>
        Uri.TryCreate(field.Text(), UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw field.Wrong("the URL of a collector is expected, such as http://127.0.0.1:4317");
}
