using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;

namespace AppServices.Server.AppConfig;

/// <summary>
/// The addresses from which clients may call an app, which exports do not have and the admin API sets. Source: admin-api 4.10.
/// </summary>
/// <param name="Allowed">The addresses; empty for all.</param>
/// <param name="IsReadable">Whether the list could be read: nobody may call where it is not known who may.</param>
internal sealed record AccessList(IReadOnlyList<IPNetwork> Allowed, bool IsReadable)
{
    /// <summary>The file that has it, below the app.</summary>
    public const string File = ".mdb/access_list.json";

    /// <summary>The field of an entry with an address or a block of them.</summary>
    public const string Address = "address";

    /// <summary>The field of an entry with what people say about it.</summary>
    public const string Comment = "comment";

    /// <summary>How many entries there may be.</summary>
    public const int MaxEntries = 200;

    public static AccessList Read(AppReading app)
    {
        var allowed = new List<IPNetwork>();
        string path = Path.Combine(app.Files.Root, ".mdb", "access_list.json");
        bool isReadable = app.Warnings.TryRead(path, () =>
        {
            ConfigFile[] entries = [.. app.Files.TryRead(path)?.Items() ?? []];
            if (entries.Length > MaxEntries) throw entries[MaxEntries].Wrong($"an access list has {MaxEntries} entries at most");
            foreach (ConfigFile entry in entries)
            {
                allowed.Add(AddressRange.TryParse(entry.RequiredText(Address))
                    ?? throw entry.Field(Address)!.Wrong($"'{entry.Text(Address)}' is no address: {AddressRange.Expected}"));
            }
        });
        return new AccessList(allowed, isReadable);
    }

    /// <summary>Whether a client of an address may call.</summary>
    public bool Admits(IPAddress? address) => IsReadable
        && (Allowed.Count == 0 || (AddressRange.Plain(address) is { } plain && Allowed.Any(network => network.Contains(plain))));
}
