using System;
using System.IO;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AppServices.Tests.Client;
using Xunit;

[assembly: AssemblyFixture(typeof(TrustedCertificate))]

namespace AppServices.Tests.Client;

/// <summary>
/// A certificate for this machine that this process trusts, so that the client and the module talk TLS as they do anywhere. It is made
/// before the first test, because the system's roots are read once.
/// </summary>
public sealed class TrustedCertificate : IDisposable
{
    private static readonly string s_file = Path.Combine(Path.GetTempPath(), $"appservices-{Guid.NewGuid():N}.pem");

    public TrustedCertificate()
    {
        if (!OperatingSystem.IsLinux()) return;
        File.WriteAllText(s_file, Certificate.ExportCertificatePem());
        _ = SetEnvironment("SSL_CERT_FILE", s_file, 1);         // .NET's own variables do not reach the library that reads it
    }

    public static X509Certificate2 Certificate { get; } = Create("CN=localhost");

    public void Dispose() => File.Delete(s_file);

    /// <summary>Skips a test where a process cannot be given a root of its own.</summary>
    public static void SkipUnlessTrusted() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux a process can be given roots of its own.");

    /// <summary>A certificate for this machine that nobody vouches for.</summary>
    internal static X509Certificate2 Create(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
