using System;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>How often somebody may try to log in, and what that may cost (client-api 2.10).</summary>
internal sealed record LoginSettings
{
    private const int MinHashRounds = 1_000;

    /// <summary>How many logins of a network address may fail at once; as many are allowed anew in a minute.</summary>
    public int FailuresByAddress { get; init; } = 60;

    /// <summary>
    /// How many logins with an account's name may fail at once, whether there is such an account or not; one more in 30 s.
    /// </summary>
    public int FailuresByAccount { get; init; } = 10;

    /// <summary>How many registrations, confirmations and resets an address may ask for at once; as many anew in a minute.</summary>
    public int RequestsByAddress { get; init; } = 300;

    /// <summary>How many confirmations and resets anybody may ask for of an account at once; one more in 60 s.</summary>
    public int RequestsByAccount { get; init; } = 20;

    /// <summary>How many passwords are hashed at once.</summary>
    public int Hashes { get; init; } = Math.Max(Environment.ProcessorCount / 2, 1);

    /// <summary>How many rounds a password is hashed with. OWASP's Password Storage Cheat Sheet wants 210,000.</summary>
    public int HashRounds { get; init; } = 220_000;

    /// <summary>
    /// Whether registrations, confirmations and resets by mail are answered alike for accounts that exist and for others, which the hosted
    /// service did not do.
    /// </summary>
    public bool ConcealAccounts { get; init; }

    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static LoginSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly(
            "failuresByAddress", "failuresByAccount", "requestsByAddress", "requestsByAccount", "hashes", "hashRounds", "concealAccounts");
        var defaults = new LoginSettings();
        return new LoginSettings
        {
            FailuresByAddress = settings.Count("failuresByAddress") ?? defaults.FailuresByAddress,
            FailuresByAccount = settings.Count("failuresByAccount") ?? defaults.FailuresByAccount,
            RequestsByAddress = settings.Count("requestsByAddress") ?? defaults.RequestsByAddress,
            RequestsByAccount = settings.Count("requestsByAccount") ?? defaults.RequestsByAccount,
            Hashes = settings.Count("hashes") ?? defaults.Hashes,
            HashRounds = settings.Count("hashRounds", MinHashRounds - 1) ?? defaults.HashRounds,
            ConcealAccounts = settings.Flag("concealAccounts"),
        };
    }
}
