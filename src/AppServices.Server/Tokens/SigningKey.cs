using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Tokens;

/// <summary>The secret that signs tokens: made once for a data folder, readable by its owner only.</summary>
internal static class SigningKey
{
    private const int Bytes = 64;
    private const int MinBytes = 32;

    /// <exception cref="FormatException">The file holds no key.</exception>
    public static SymmetricSecurityKey ReadOrCreate(string dataFolder)
    {
        string path = Path.Combine(dataFolder, "signing.key");
        if (!File.Exists(path)) Create(path);
        string text = File.ReadAllText(path).Trim();
        byte[] key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out int length) && length >= MinBytes
            ? new SymmetricSecurityKey(key[..length])
            : throw new FormatException(
                $"{Path.GetFileName(path)} holds no key; without the file a new one is made, which ends all sessions.");
    }

    // Two servers may start on one folder at once: the first to link its file wins, both read that one.
    private static void Create(string path)
    {
        string own = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(own, options)) writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)));
        if (OperatingSystem.IsWindows() || Link(Encoding.UTF8.GetBytes(own + '\0'), Encoding.UTF8.GetBytes(path + '\0')) != 0)
            Rename(own, path);
        else File.Delete(own);
    }

    private static void Rename(string own, string path)
    {
        try
        {
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }
    }

    // Outside of Windows File.Move looks first and renames then, so that two could think to have been the first. A link is made or not.
    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] existing, byte[] made);
}
