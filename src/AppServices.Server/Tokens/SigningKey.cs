using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Tokens;

/// <summary>The secret that signs tokens: made once for a data folder, readable by its owner only.</summary>
internal static class SigningKey
{
    private const int Bytes = 64;

    public static SymmetricSecurityKey ReadOrCreate(string dataFolder)
    {
        string path = Path.Combine(dataFolder, "signing.key");
        if (!File.Exists(path)) Create(path);
        byte[] key = Convert.FromBase64String(File.ReadAllText(path).Trim());
        return new SymmetricSecurityKey(key);
    }

    // Two servers may start on one folder at once: the first to link its file wins, both read that one.
    private static void Create(string path)
    {
        string own = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(own, options)) writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)));
        try
        {
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }
    }
}
