using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Saved;

/// <summary>
/// Keeps sessions in a vault of Microsoft.PowerShell.SecretManagement, which is found when it is needed and no dependency
/// otherwise. To be used on the pipeline thread (cmdlets D6).
/// </summary>
internal sealed class SessionVault(CommandInvocationIntrinsics invoke, string vault) : ISessionStore
{
    private const string Prefix = "AppServices-";
    private const string Module = "Microsoft.PowerShell.SecretManagement\\";
    private const string ListSecrets =
        "param($name, $vault) " + Module + "Get-SecretInfo -Name $name -Vault $vault -ErrorAction Stop | ForEach-Object Name";
    private const string GetSecret = "param($name, $vault) " + Module + "Get-Secret -Name $name -Vault $vault -ErrorAction Stop";
    private const string SetSecret =
        "param($name, $vault, $secret) " + Module + "Set-Secret -Name $name -Vault $vault -Secret $secret -ErrorAction Stop";
    private const string RemoveSecret = "param($name, $vault) " + Module + "Remove-Secret -Name $name -Vault $vault -ErrorAction Stop";

    /// <summary>Locks nothing: a vault has no lock to take.</summary>
    public Task<IDisposable> LockAsync(TimeSpan limit, CancellationToken cancellationToken) => Task.FromResult<IDisposable>(new NoLock());

    public IReadOnlyList<string> List() => Names("*").ToArray();

    public ReadOnlyMemory<byte>? Read(string name)
    {
        if (!Names(name).Any()) return null;
        return Run(GetSecret, name).FirstOrDefault()?.BaseObject switch
        {
            SecureString secret => Encoding.UTF8.GetBytes(secret.Reveal()),
            string text => Encoding.UTF8.GetBytes(text),
            _ => Array.Empty<byte>(),
        };
    }

    public void Write(string name, ReadOnlyMemory<byte> session) =>
        Run(SetSecret, name, Secrets.Hide(Encoding.UTF8.GetString(session.ToArray())));

    public void Delete(string name)
    {
        if (Names(name).Any()) Run(RemoveSecret, name);
    }

    private IEnumerable<string> Names(string pattern) =>
        Run(ListSecrets, pattern)
            .Select(name => name.ToString())
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name.Substring(Prefix.Length));

    private Collection<PSObject> Run(string script, string name, params object[] more)
    {
        try
        {
            return invoke.InvokeScript(script, [Prefix + name, vault, .. more]);
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            throw new AppServicesException($"Vault '{vault}' cannot be used: {error.Message}", error)
            {
                Code = ClientErrorCode.SessionStoreFailed,
            };
        }
    }

    private sealed class NoLock : IDisposable
    {
        public void Dispose() { }
    }
}
