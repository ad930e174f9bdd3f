#if NET
using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
#endif
using System.Security.Cryptography;

namespace AppServices.Saved;

/// <summary>
/// Encrypts for the Windows account, with the system's own data protection; elsewhere the rights of the file are what
/// protects it (cmdlets D3).
/// </summary>
internal static class DataProtection
{
#if NET
    private const int NeverAsk = 1;         // CRYPTPROTECT_UI_FORBIDDEN

    public static byte[] Protect(byte[] plain) => OperatingSystem.IsWindows() ? Transform(plain, CryptProtectData) : plain;

    public static byte[] Unprotect(byte[] secret) => OperatingSystem.IsWindows() ? Transform(secret, CryptUnprotectData) : secret;

    [SupportedOSPlatform("windows")]
    private static byte[] Transform(byte[] input, Crypt crypt)
    {
        GCHandle pinned = GCHandle.Alloc(input, GCHandleType.Pinned);
        Blob output = default;
        try
        {
            var blob = new Blob { Size = input.Length, Data = pinned.AddrOfPinnedObject() };
            if (!crypt(ref blob, 0, 0, 0, 0, NeverAsk, out output))
                throw new CryptographicException(Marshal.GetLastPInvokeErrorMessage());
            var bytes = new byte[output.Size];
            Marshal.Copy(output.Data, bytes, 0, bytes.Length);
            return bytes;
        }
        finally
        {
            pinned.Free();
            if (output.Data != 0) Marshal.FreeHGlobal(output.Data);         // LocalFree, which is what the system asks for
        }
    }

    private delegate bool Crypt(ref Blob input, nint description, nint entropy, nint reserved, nint prompt, int flags, out Blob output);

    [DllImport("crypt32.dll", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CryptProtectData(
        ref Blob input, nint description, nint entropy, nint reserved, nint prompt, int flags, out Blob output);

    [DllImport("crypt32.dll", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CryptUnprotectData(
        ref Blob input, nint description, nint entropy, nint reserved, nint prompt, int flags, out Blob output);

    [StructLayout(LayoutKind.Sequential)]
    private struct Blob
    {
        public int Size;
        public nint Data;
    }
#else
    public static byte[] Protect(byte[] plain) => ProtectedData.Protect(plain, optionalEntropy: null, DataProtectionScope.CurrentUser);

    public static byte[] Unprotect(byte[] secret) =>
        ProtectedData.Unprotect(secret, optionalEntropy: null, DataProtectionScope.CurrentUser);
#endif
}
