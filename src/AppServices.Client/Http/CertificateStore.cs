using System;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AppServices.Http;

/// <summary>Certificates that the system keeps for clients.</summary>
internal static class CertificateStore
{
    private static readonly StoreLocation[] s_places = [StoreLocation.CurrentUser, StoreLocation.LocalMachine];

    /// <summary>The certificate with a thumbprint, from the personal store of the user or of the machine.</summary>
    /// <param name="thumbprint">The thumbprint; what is copied from a dialog may have spaces in it.</param>
    /// <exception cref="AppServicesException">There is none, or its private key is missing.</exception>
    public static X509Certificate2 Find(string thumbprint)
    {
        string digits = string.Concat(thumbprint.Where(Uri.IsHexDigit));
        X509Certificate2[] found = digits.Length == 0 ? [] : s_places.SelectMany(place => Find(place, digits)).ToArray();
        return found.FirstOrDefault(one => one.HasPrivateKey) ?? throw new AppServicesException(found.Length == 0
            ? $"The personal certificates of this account and of this machine have none with the thumbprint '{thumbprint}'."
            : $"The private key of the certificate with the thumbprint '{thumbprint}' is not here.")
        {
            Code = ClientErrorCode.ClientCertificateInvalid,
        };
    }

    private static X509Certificate2[] Find(StoreLocation place, string thumbprint)
    {
        using var store = new X509Store(StoreName.My, place);
        try
        {
            store.Open(OpenFlags.ReadOnly);
        }
        catch (CryptographicException)
        {
            return [];      // not every system has such a store, nor may everybody read it
        }
        return store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false).OfType<X509Certificate2>().ToArray();
    }
}
