using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the users of an app as its admin sees them.</summary>
[Cmdlet(VerbsCommon.Get, "AppAccount", DefaultParameterSetName = FilterSet, HelpUri = HelpPages.Folder + "Get-AppAccount.md")]
[OutputType(typeof(AppAccount))]
public sealed class GetAppAccountCommand : AppDefinitionCmdlet
{
    private const string IdSet = "Id";
    private const string FilterSet = "Filter";

    /// <summary>The ids of the users.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation("UserId", "Id")]
    [ArgumentCompleter(typeof(AdminAccountCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[]? Id { get; set; }

    /// <summary>The e-mail addresses; all users by default.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[]? Email { get; set; }

    /// <summary>Providers of which users have an identity of one at least; any by default.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ArgumentCompleter(typeof(ProviderTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Provider { get; set; }

    /// <summary>Whether users can log in; all of them by default.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    public bool? Enabled { get; set; }

    /// <summary>Gets the registrations whose address nobody has confirmed yet.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    public SwitchParameter Pending { get; set; }

    /// <summary>How many at most.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateRange(1, int.MaxValue)]
    [NoCompletion]
    public int First { get; set; } = int.MaxValue;

    private protected override AdminKind Kind => AdminKind.Account;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        this.Refuse(
            Pending && (Provider is not null || Enabled is not null), "Pending registrations have no provider and are not enabled yet.");
        foreach (AppObjectReference id in Id ?? [])
            await AttemptAsync(id.Given, async () =>
                WriteObject(await AdminObjects.Accounts(app).FetchAsync(id.Text, Options, cancellationToken)));
        if (Id is null) await AttemptAsync(app.ClientAppId, () => WritePagesAsync(app, cancellationToken));
    }

    private async Task WritePagesAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        WildcardPattern[]? emails = Email?.Select(NamePattern.Of).ToArray();
        var missing = new HashSet<string>(
            (Email ?? []).Where(email => !WildcardPattern.ContainsWildcardCharacters(email)), StringComparer.OrdinalIgnoreCase);
        int left = First;
        string? after = null;
        do
        {
            IReadOnlyList<AppAccount> page = await (Pending ? AdminObjects.PendingAccounts(app) : AdminObjects.Accounts(app))
                .PageAsync(Query(after), Options, cancellationToken);
            foreach (AppAccount account in page.Where(one => emails?.Any(email => one.Email is { } own && email.IsMatch(own)) != false))
            {
                if (left-- == 0) return;
                missing.Remove(account.Email ?? "");
                WriteObject(account);
            }
            string? last = page.Count == 0 ? null : page[page.Count - 1].Id;
            after = last == after ? null : last;
        }
        while (after is not null);
        foreach (string email in missing) WriteError(ToErrorRecord(NotFound("account", email, app), TargetOf(email)));
    }

    private string Query(string? after)
    {
        var parts = new List<string>();
        if (after is not null) parts.Add($"after={Uri.EscapeDataString(after)}");
        if (Enabled is { } enabled) parts.Add($"status={(enabled ? "enabled" : "disabled")}");
        if (Provider is not null) parts.Add($"provider_types={Uri.EscapeDataString(string.Join(",", Provider))}");
        return parts.Count == 0 ? "" : "?" + string.Join("&", parts);
    }
}

/// <summary>Makes users of an app with an e-mail address and a password, confirmed at once.</summary>
[Cmdlet(VerbsCommon.New, "AppAccount", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "New-AppAccount.md")]
[OutputType(typeof(AppAccount))]
public sealed class NewAppAccountCommand : AppDefinitionCmdlet, IPipelineInput
{
    /// <summary>The account's address and password, as a credential or as an object with Email (or UserName) and Password.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AccountTransformation, ValidateNotNull]
    [NoCompletion]
    public PSCredential? Credential { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [NoCompletion]
    public PSObject? PipelineInput { get; set; }

    private protected override AdminKind Kind => AdminKind.Account;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        RequireTaken($"{nameof(App)} or {nameof(ProjectId)}");
        RequireAccount(nameof(Credential), Credential!);
        return base.ProcessAsync(cancellationToken);
    }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        string email = Credential!.UserName;
        object target = MyInvocation.ExpectingInput ? Credential : email;
        return AttemptAsync(target, email, $"Create account of app '{app}'", async () =>
        {
            var settings = new JsonObject { ["email"] = email, ["password"] = Credential.Password.Reveal() };
            WriteObject(await AdminObjects.Accounts(app).CreateAsync(email, settings, Options, cancellationToken));
        });
    }
}

/// <summary>What the cmdlets share that are about some users of an app.</summary>
public abstract class ChangeAppAccountCmdlet : AppDefinitionCmdlet
{
    /// <summary>The ids of the users.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation("UserId", "Id")]
    [ArgumentCompleter(typeof(AdminAccountCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Id { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.Account;

    private protected abstract string Doing { get; }

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        foreach (AppObjectReference id in Id)
            await AttemptAsync(
                id.Given, Shown(id), $"{Doing} of app '{app}'", () => ActAsync(app, id.Text, cancellationToken));
    }

    private protected abstract Task ActAsync(AppDefinition app, string id, CancellationToken cancellationToken);

    private static string Shown(AppObjectReference id) =>
        PSValues.Unwrap(id.Given) is AppAccount { Email: { } email } ? $"{email} ({id.Text})" : id.Text;
}

/// <summary>What the cmdlets share that let users log in or keep them from it.</summary>
public abstract class SwitchAppAccountCmdlet : ChangeAppAccountCmdlet
{
    /// <summary>Returns the users as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected abstract bool IsEnabled { get; }

    private protected sealed override string Doing => IsEnabled ? "Enable account" : "Disable account";

    private protected sealed override async Task ActAsync(AppDefinition app, string id, CancellationToken cancellationToken)
    {
        AdminObjects<AppAccount> accounts = AdminObjects.Accounts(app);
        (string action, string doing) = IsEnabled ? ("enable", "Enabling") : ("disable", "Disabling");
        await accounts.ActAsync(id, action, $"{doing} account '{id}'", null, Options, cancellationToken);
        if (PassThru) WriteObject(await accounts.FetchAsync(id, Options, cancellationToken));
    }
}

/// <summary>Lets users log in again.</summary>
[Cmdlet(VerbsLifecycle.Enable, "AppAccount", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Enable-AppAccount.md")]
[OutputType(typeof(AppAccount))]
public sealed class EnableAppAccountCommand : SwitchAppAccountCmdlet
{
    private protected override bool IsEnabled => true;
}

/// <summary>Keeps users from logging in.</summary>
[Cmdlet(VerbsLifecycle.Disable, "AppAccount", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Disable-AppAccount.md")]
[OutputType(typeof(AppAccount))]
public sealed class DisableAppAccountCommand : SwitchAppAccountCmdlet
{
    private protected override bool IsEnabled => false;
}

/// <summary>Deletes users for good. Their documents stay.</summary>
[Cmdlet(VerbsCommon.Remove, "AppAccount", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Folder + "Remove-AppAccount.md")]
public sealed class RemoveAppAccountCommand : ChangeAppAccountCmdlet
{
    private protected override string Doing => "Delete account";

    private protected override Task ActAsync(AppDefinition app, string id, CancellationToken cancellationToken) =>
        AdminObjects.Accounts(app).RemoveAsync(id, id, Options, cancellationToken);
}

/// <summary>Ends all sessions of users, at every device.</summary>
[Cmdlet(VerbsSecurity.Revoke, "AppAccountSession", SupportsShouldProcess = true,
    HelpUri = HelpPages.Folder + "Revoke-AppAccountSession.md")]
public sealed class RevokeAppAccountSessionCommand : ChangeAppAccountCmdlet
{
    private protected override string Doing => "End all sessions of account";

    private protected override Task ActAsync(AppDefinition app, string id, CancellationToken cancellationToken) =>
        AdminObjects.Accounts(app).ActAsync(id, "logout", $"Ending the sessions of account '{id}'", null, Options, cancellationToken);
}

/// <summary>Confirms the addresses of registrations, as their users would with the mail.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "AppAccount", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Confirm-AppAccount.md")]
public sealed class ConfirmAppAccountCommand : AppDefinitionCmdlet
{
    /// <summary>The e-mail addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Email))]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public AppObjectReference[] Email { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.Account;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        foreach (AppObjectReference email in Email)
            await AttemptAsync(email.Given, email.Text, $"Confirm account of app '{app}'", () => app.SendAsync(
                "POST", $"/user_registrations/by_email/{Uri.EscapeDataString(email.Text)}/confirm", $"Confirming '{email}'", null, Options,
                cancellationToken));
    }
}

/// <summary>Gets the devices that users logged in from.</summary>
[Cmdlet(VerbsCommon.Get, "AppAccountDevice", HelpUri = HelpPages.Folder + "Get-AppAccountDevice.md")]
[OutputType(typeof(AppAccountDevice))]
public sealed class GetAppAccountDeviceCommand : AppDefinitionCmdlet
{
    /// <summary>The ids of the users.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation("UserId", "Id")]
    [ArgumentCompleter(typeof(AdminAccountCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Id { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.Account;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        foreach (AppObjectReference id in Id)
            await AttemptAsync(id.Given, async () =>
                WriteObject(await AdminObjects.Devices(app, id.Text).ListAsync(Options, cancellationToken), enumerateCollection: true));
    }
}
