using System;
using System.Security.Cryptography;
using System.Text;

namespace AppServices.Server.AppConfig;

/// <summary>Ids of 24 hexadecimal digits for things that an export does not give one: the same at every start.</summary>
internal static class StableId
{
    public static string Of(string kind, string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}/{name}")).AsSpan(0, 12));
}
