using System;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using AppServices.Server.Settings;
using AppServices.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Hosting;

/// <summary>The addresses that the server listens on, and where it found a free port when it was to look for one.</summary>
internal sealed class Listening
{
    private ListenOptions? _mongodb;

    /// <summary>Where MongoDB's protocol is spoken, once the server listens; null for nowhere.</summary>
    public IPEndPoint? Mongodb => _mongodb?.IPEndPoint;

    /// <summary>Says where to listen: for HTTP, and for MongoDB's protocol if the operator wants it.</summary>
    /// <exception cref="AppConfig.ConfigurationException">The certificate cannot be used.</exception>
    public static void Set(WebApplicationBuilder builder, ServeOptions options)
    {
        MongodbSettings mongodb = options.Settings.Mongodb;
        if (mongodb.Port is not { } port)
        {
            builder.WebHost.UseUrls(Telemetry.Addresses(options.Address.ToString(), options.Settings.Telemetry));
            return;
        }
        var listening = new Listening();
        builder.Services.AddSingleton(listening);
        X509Certificate2? certificate = mongodb.ReadCertificate();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // An address that is given here takes the place of those that are given as texts, so that all are given here.
            foreach (string address in Telemetry.Addresses(options.Address.ToString(), options.Settings.Telemetry))
                Listen(kestrel, new Uri(address));
            kestrel.Listen(mongodb.Address, port, listen =>
            {
                listen.Protocols = HttpProtocols.None;
                if (certificate is not null) listen.UseHttps(certificate);
                listen.UseConnectionHandler<WireConnections>();
                listening._mongodb = listen;
            });
        });
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address)
    {
        if (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip)) kestrel.Listen(ip, address.Port);
        else kestrel.ListenLocalhost(address.Port);
    }
}
