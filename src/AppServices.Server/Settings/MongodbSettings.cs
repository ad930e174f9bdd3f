using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>Whether and where the server speaks MongoDB's protocol (docs/spec/mongodb.md); nowhere by default.</summary>
internal sealed record MongodbSettings
{
    private const int MaxPort = 65535;
    private const string PortExpected = "port from 0, for a free one, to 65535 is expected";

    /// <summary>What is expected of an address, for messages.</summary>
    public const string AddressExpected = "an IP address of this machine is expected, such as 127.0.0.1";

    /// <summary>The port; 0 for a free one, null for none.</summary>
    public int? Port { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>HOST:PORT under which drivers find the server again; null for the address that they came to.</summary>
    public string? Advertised { get; init; }

    /// <summary>The file of the certificate for TLS, in PEM; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file of its key; null where the certificate's file has it.</summary>
    public string? Key { get; init; }

    /// <summary>How many connections there may be at once; half of them may be of clients that have not logged in.</summary>
    public int Connections { get; init; } = 500;

    /// <summary>How many cursors may be open at once. Each keeps a view of the database as it was.</summary>
    public int Cursors { get; init; } = 200;

    /// <summary>Whether drivers that are tested may have commands fail.</summary>
    public bool HasTestCommands { get; init; }

    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static MongodbSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("port", "address", "advertise", "certificate", "key", "connections", "cursors", "testCommands");
        var defaults = new MongodbSettings();
        return new MongodbSettings
        {
            Port = ReadPort(settings),
            Address = settings.Field("address") is { } address ? ReadAddress(address) : defaults.Address,
            Advertised = settings.Text("advertise"),
            Certificate = settings.Text("certificate"),
            Key = settings.Text("key"),
            Connections = settings.Count("connections") ?? defaults.Connections,
            Cursors = settings.Count("cursors") ?? defaults.Cursors,
            HasTestCommands = settings.Flag("testCommands"),
        };
    }

    /// <summary>The same with what does not fit refused.</summary>
    /// <exception cref="ConfigurationException">The port is none, or there is a key without a certificate.</exception>
    public MongodbSettings Checked() => Port is < 0 or > MaxPort
        ? throw new ConfigurationException($"--mongodb-port {Port}: A {PortExpected}.")
        : Key is not null && Certificate is null
            ? throw new ConfigurationException("--mongodb-key: A key needs its certificate: give --mongodb-certificate, too.")
            : Port is null && (Certificate ?? Advertised) is not null
                ? throw new ConfigurationException(
                    $"--mongodb-{(Certificate is not null ? "certificate" : "advertise")}: This is for --mongodb-port, which is not given.")
                : this;

    /// <summary>The certificate for TLS; null for none.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or its key is missing.</exception>
    public X509Certificate2? ReadCertificate()
    {
        if (Certificate is null) return null;
        try
        {
            using X509Certificate2 read = X509Certificate2.CreateFromPemFile(Certificate, Key ?? Certificate);
            // A key that came as text is only fit for TLS on all systems once it has gone through a file of another kind.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (System.Exception error) when (error is CryptographicException or IOException or System.UnauthorizedAccessException)
        {
            throw ConfigurationException.At(
                Certificate,
                    $"The certificate for --mongodb-port cannot be used: {error.Message} Give files in PEM with certificate and key.");
        }
    }

    private static int? ReadPort(ConfigFile settings) => settings.Count("port", above: -1) is not { } port ? null
        : port <= MaxPort ? port
        : throw settings.Field("port")!.Wrong($"a {PortExpected}");

    private static IPAddress ReadAddress(ConfigFile field) =>
        IPAddress.TryParse(field.Text(), out IPAddress? address) ? address : throw field.Wrong(AddressExpected);
}
