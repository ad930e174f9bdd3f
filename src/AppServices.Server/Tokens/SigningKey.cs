using System;
using AppServices.Server.Storage;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Tokens;

/// <summary>The secret that signs tokens: made once for a data folder, readable by its owner only.</summary>
internal static class SigningKey
{
    /// <exception cref="FormatException">The file holds no key.</exception>
    public static SymmetricSecurityKey ReadOrCreate(string dataFolder) =>
        new(KeyFile.Signing.ReadOrCreate(dataFolder));
}
