using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppServices.Server.Commands;

/// <summary><c>serve APP_FOLDER...</c></summary>
internal static class ServeCommand
{
    private const int AccessSeconds = 1800;
    private const int SessionSeconds = 5_184_000;
    private const int MaxTimeSeconds = 30;

    // Nobody may be listening, which keeps no client from the server.
    private static readonly CommandOutput s_output = new(Console.Out, isNeeded: false);

    private static readonly int s_defaultFunctionSeconds = (int)new FunctionLimits().Time.TotalSeconds;

    private static readonly Argument<string[]> s_folders = new("APP_FOLDER")
    {
        Description = "Exported app folders; none where the apps are those of the data folder.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> s_urls =
        new("--urls")
        {
            HelpName = "URL", Description = "Address to listen on; port 0 takes a free one.",
            DefaultValueFactory = _ => "http://127.0.0.1:9090",
        };
    private static readonly Option<string?> s_data =
        new("--data")
        {
            HelpName = "FOLDER",
            Description = "Folder for users, sessions and keys; one of this account, named after the app, by default.",
        };
    private static readonly Option<string?> s_secrets =
        new("--secrets") { HelpName = "FILE", Description = "JSON file of secret names and values." };
    private static readonly Option<bool> s_watch =
        new("--watch") { Description = "Reload an app when its files change; a broken edit is logged, and changes nothing." };
    private static readonly Option<bool> s_strict = new("--strict") { Description = "Start only if everything will work, as check says." };
    private static readonly Option<bool> s_list =
        new("--list") { Description = "Print what each app has as a line of JSON." };
    private static readonly Option<bool> s_writable =
        new("--writable") { Description = "Let the admin API change the apps of folders, and with them the folders." };
    private static readonly Option<bool> s_stopWithStdin = new("--stop-with-stdin") { Description = "Stop when standard input closes." };
    private static readonly Option<string?> s_settings =
        new("--settings")
        {
            HelpName = "FILE",
            Description = "JSON file of what the operator decides: mail server, identity providers, sessions.",
        };
    private static readonly Option<string?> s_publicUrl =
        new("--public-url")
        {
            HelpName = "URL",
            Description = "Address under which clients reach the server, when a proxy is in front of it.",
        };
    private static readonly Option<string[]> s_trustedProxies =
        new("--trusted-proxy")
        {
            HelpName = "ADDRESS",
            Description = "ADDRESS or ADDRESS/BITS of a proxy whose forwarded headers are believed; one on this machine always is.",
        };
    private static readonly Option<int?> s_mongodbPort =
        new("--mongodb-port")
        {
            HelpName = "PORT",
            Description =
                "Port for MongoDB's drivers and tools, past all rules, for users of database-user; 0 takes a free one, none by default.",
        };
    private static readonly Option<string?> s_mongodbAddress =
        new("--mongodb-address") { HelpName = "ADDRESS", Description = "Address of that port; 127.0.0.1 by default." };
    private static readonly Option<string?> s_mongodbAdvertise =
        new("--mongodb-advertise")
        {
            HelpName = "HOST:PORT",
            Description = "Under which drivers reach that port, when it is not where they find it first.",
        };
    private static readonly Option<string?> s_mongodbCertificate =
        new("--mongodb-certificate") { HelpName = "FILE", Description = "PEM file of the certificate with which that port speaks TLS." };
    private static readonly Option<string?> s_mongodbKey =
        new("--mongodb-key") { HelpName = "FILE", Description = "PEM file of its key, when the certificate's file does not have it." };
    private static readonly Option<int?> s_accessSeconds =
        new("--access-token-seconds") { HelpName = "N", Description = $"Life of access tokens; {AccessSeconds} by default." };
    private static readonly Option<int?> s_sessionSeconds =
        new("--refresh-token-seconds") { HelpName = "N", Description = $"Life of sessions; {SessionSeconds} by default." };
    private static readonly Option<int?> s_functionSeconds =
        new("--function-seconds") { HelpName = "N", Description = $"How long a function may run; {s_defaultFunctionSeconds} by default." };
    private static readonly Option<int?> s_maxTimeSeconds =
        new("--max-time-seconds")
        {
            HelpName = "N",
            Description = $"How long an operation on documents may work; {MaxTimeSeconds} by default.",
        };

    public static Command Create()
    {
        var command = new Command("serve", "Serves exported app folders.")
        {
            s_folders, s_urls, s_data, AppTarget.AppIdOption, s_secrets, s_settings, s_publicUrl, s_trustedProxies, s_mongodbPort,
            s_mongodbAddress, s_mongodbAdvertise, s_mongodbCertificate, s_mongodbKey, s_strict, s_watch, s_list, s_writable,
            s_stopWithStdin, s_accessSeconds, s_sessionSeconds, s_functionSeconds, s_maxTimeSeconds, FunctionOptions.Engine,
            FunctionOptions.Node,
        };
        command.Add(DatabaseOptions.All);
        command.SetAction((parsed, cancellationToken) => RunAsync(ToOptions(parsed), cancellationToken));
        return command;
    }

    private static ServeOptions ToOptions(ParseResult parsed)
    {
        string? secrets = parsed.GetValue(s_secrets);
        string[] folders = parsed.GetValue(s_folders) ?? [];
        if (folders.Length == 0 && parsed.GetValue(s_data) is null)
            throw new ConfigurationException("Give the folder of an app, or with --data the data folder of apps that the admin API makes.");
        ServerSettings settings = ServerSettings.Read(parsed.GetValue(s_settings), SecretStore.Read(secrets));
        return new ServeOptions(
            folders,
            ToAddress(parsed.GetRequiredValue(s_urls)),
            parsed.GetValue(s_data),
            parsed.GetValue(AppTarget.AppIdOption),
            secrets,
            parsed.GetValue(s_stopWithStdin),
            new TokenLifetimes(
                Seconds(parsed, s_accessSeconds, settings.AccessTokenSeconds ?? AccessSeconds),
                Seconds(parsed, s_sessionSeconds, settings.RefreshTokenSeconds ?? SessionSeconds))
            {
                AnonymousIdle = TimeSpan.FromDays(settings.Cleanup.AnonymousUserDays),
            },
            new FunctionLimits { Time = Seconds(parsed, s_functionSeconds, s_defaultFunctionSeconds) })
        {
            Settings = settings with
            {
                Functions = FunctionOptions.Apply(parsed, settings.Functions),
                Mongodb = ToMongodb(parsed, settings.Mongodb),
                Database = DatabaseOptions.Apply(parsed, settings.Database),
                PublicUrl = parsed.GetValue(s_publicUrl) is { } url ? ToPublicUrl(url) : settings.PublicUrl,
                TrustedProxies = [.. settings.TrustedProxies, .. (parsed.GetValue(s_trustedProxies) ?? []).Select(ToProxy)],
            },
            Watches = parsed.GetValue(s_watch),
            Listings = parsed.GetValue(s_list) ? s_output : null,
            IsStrict = parsed.GetValue(s_strict),
            IsWritable = parsed.GetValue(s_writable),
            MaxTime = Seconds(parsed, s_maxTimeSeconds, MaxTimeSeconds),
        };
    }

    private static MongodbSettings ToMongodb(ParseResult parsed, MongodbSettings settings) => (settings with
    {
        Port = parsed.GetValue(s_mongodbPort) ?? settings.Port,
        Address = parsed.GetValue(s_mongodbAddress) is not { } address ? settings.Address
            : IPAddress.TryParse(address, out IPAddress? ip) ? ip
            : throw new ConfigurationException($"--mongodb-address {address}: {MongodbSettings.AddressExpected}."),
        Advertised = parsed.GetValue(s_mongodbAdvertise) ?? settings.Advertised,
        Certificate = parsed.GetValue(s_mongodbCertificate) ?? settings.Certificate,
        Key = parsed.GetValue(s_mongodbKey) ?? settings.Key,
    }).Checked();

    private static Uri ToPublicUrl(string text) =>
        PublicUrl.TryParse(text) ?? throw new ConfigurationException($"--public-url {text}: {PublicUrl.Expected}.");

    private static IPNetwork ToProxy(string text) =>
        ProxyAddress.TryParse(text) ?? throw new ConfigurationException($"--trusted-proxy {text}: {ProxyAddress.Expected}.");

    private static Uri ToAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || !IsOfThisMachine(address))
            throw new ConfigurationException(
                $"--urls {text}: An address such as http://127.0.0.1:9090 is expected; for https put a reverse proxy in front.");
        return address is { Host: "localhost", Port: 0 }
            ? throw new ConfigurationException(
                $"--urls {text}: A free port is found at an address in numbers only, such as http://127.0.0.1:0.")
            : address;
    }

    // Kestrel takes any other name for all addresses of the machine, which a slip of the pen should not open to the network.
    private static bool IsOfThisMachine(Uri address) =>
        address is { Scheme: "http", UserInfo: "", PathAndQuery: "/", Fragment: "" }
        && (address.Host == "localhost" || address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6);

    private static TimeSpan Seconds(
        ParseResult parsed, Option<int?> option, int otherwise) => (parsed.GetValue(option) ?? otherwise) is > 0 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new ConfigurationException($"{option.Name}: A number of seconds above 0 is expected.");

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<IAppFeature> features = AppFeatures.All(
            options.Settings, options.Limits, options.MaxTime, options.DataFolder);
        var reader = new AppReader(features);
        List<AppDefinition> folders = AppLoader.ReadFolders(options, reader);
        if (options.Settings is { Database.Main: not null, Mongodb.Port: not null })
            throw new ConfigurationException(
                "--mongodb-port: With --mongodb the documents are in a MongoDB already, which drivers and tools can ask themselves.");
        DataFolder data = await DataFolder.OpenAsync(
            options.DataFolder ?? DataFolder.DefaultPath(folders[0].ClientAppId), options.Settings.Database, checks: true,
            cancellationToken);
        await using DataStores stores = data.Stores;
        IReadOnlyList<AppDefinition> apps = await AppLoader.CompleteAsync(options, reader, folders, data, cancellationToken);
        await using WebApplication application = ServerApplication.Build(options, features, apps, data);
        await ListenAsync(application, options, cancellationToken);
        foreach (AppDefinition app in apps) options.Listings?.WriteLine(new AppListing(app).ToJson(isIndented: false));
        string served = apps.Count == 0 ? "no app yet" : string.Join(',', apps.Select(app => app.ClientAppId));
        s_output.WriteLine($"Ready: {application.Urls.First().TrimEnd('/')} serving {served}");
        if (application.Services.GetService<Listening>()?.Mongodb is { } mongodb)
        {
            string tls = options.Settings.Mongodb.Certificate is null ? "" : "&tls=true";
            string place = options.Settings.Mongodb.Advertised ?? mongodb.ToString();
            s_output.WriteLine($"MongoDB: mongodb://{place}/?directConnection=true{tls}");
        }
        Task watching = options.StopWithStdin ? StdinWatch.StopAtEndAsync(application.Lifetime, cancellationToken) : Task.CompletedTask;
        await application.WaitForShutdownAsync(cancellationToken);
        if (application.Lifetime.ApplicationStopped.IsCancellationRequested && watching.IsCompleted) await watching;
        return 0;
    }

    private static async Task ListenAsync(WebApplication application, ServeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException error) when (error.GetBaseException() is SocketException socket)
        {
            throw CannotListen(options, error.Message, socket);
        }
        catch (SocketException error)
        {
            throw CannotListen(options, error.Message, error);
        }
    }

    private static ConfigurationException CannotListen(ServeOptions options, string message, SocketException error)
    {
        MongodbSettings mongodb = options.Settings.Mongodb;
        (string place, string port, string address) =
            mongodb.Port is > 0 and var wire && IsAt(wire) ? ($"{mongodb.Address}:{wire}", "--mongodb-port", "--mongodb-address")
            : options.Settings.Telemetry.Prometheus is { } prometheus && IsAt(prometheus.Port)
                ? (prometheus.ToString(), "telemetry.prometheus of the settings", "telemetry.prometheus of the settings")
            : (options.Address.ToString(), "--urls", "--urls");
        return new ConfigurationException(
            error.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"{place}: The port is busy: another program listens on it. Stop that one, or give another port with {port}."
                : $"{place}: Cannot listen: {error.Message}. Give another address with {address}.");

        bool IsAt(int number) => message.Contains($":{number}:", StringComparison.Ordinal);
    }
}
