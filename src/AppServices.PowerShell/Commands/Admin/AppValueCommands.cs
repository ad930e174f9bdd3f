using System.Collections.Generic;
using System.Management.Automation;
using System.Security;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>Gets values of an app.</summary>
[Cmdlet(VerbsCommon.Get, "AppValue", HelpUri = HelpPages.Folder + "Get-AppValue.md")]
[OutputType(typeof(AppValue))]
public sealed class GetAppValueCommand : GetAppObjectCmdlet<AppValue>
{
    /// <summary>The names; all values by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.Value;

    private protected override string What => "value";

    private protected override bool NeedsEach => true;

    private protected override AdminObjects<AppValue> ObjectsOf(AppDefinition app) => AdminObjects.Values(app);

    private protected override string[] Names => Name;
}

/// <summary>Makes values of an app, or changes those that are there.</summary>
[Cmdlet(VerbsCommon.Set, "AppValue", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppValue.md")]
[OutputType(typeof(AppValue))]
public sealed class SetAppValueCommand : AppDefinitionCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminValueCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Name { get; set; }

    /// <summary>The value: anything that JSON has. With -FromSecret the name of the secret.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    [NoCompletion]
    public object? Value { get; set; }

    /// <summary>Lets functions get what the secret holds whose name the value is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter FromSecret { get; set; }

    /// <summary>Returns the value.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.Value;

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Name!.Given, async () =>
    {
        string name = Name.Text;
        AdminObjects<AppValue> values = AdminObjects.Values(app);
        string? id = (await values.FindAsync(name, Options, cancellationToken))?.Id;
        if (!ShouldProcess(name, $"{(id is null ? "Create" : "Change")} value of app '{app}'")) return;
        // A value that is null would be taken for one that is to stay as it is.
        var settings = new JsonObject { ["name"] = name, ["from_secret"] = (bool)FromSecret };
        if (id is null)
        {
            settings["value"] = ToJson(Value);
            settings["private"] = false;
            id = (await values.CreateAsync(name, settings, Options, cancellationToken)).Id;
        }
        else
        {
            settings["_id"] = id;
            settings["private"] = (await values.FetchAsync(id, Options, cancellationToken)).IsPrivate;
            settings["value"] = ToJson(Value);
            await values.ReplaceAsync(id, name, settings, Options, cancellationToken);
        }
        if (PassThru) WriteObject(await values.FetchAsync(id, Options, cancellationToken));
    });
}

/// <summary>Deletes values of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppValue", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppValue.md")]
public sealed class RemoveAppValueCommand : RemoveAppObjectCmdlet<AppValue>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminValueCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.Value;

    private protected override string What => "value";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppValue> ObjectsOf(AppDefinition app) => AdminObjects.Values(app);
}

/// <summary>Gets the names of an app's secrets; nobody can read what they hold.</summary>
[Cmdlet(VerbsCommon.Get, "AppSecret", HelpUri = HelpPages.Folder + "Get-AppSecret.md")]
[OutputType(typeof(AppSecret))]
public sealed class GetAppSecretCommand : GetAppObjectCmdlet<AppSecret>
{
    /// <summary>The names; all secrets by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminSecretCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.Secret;

    private protected override string What => "secret";

    private protected override AdminObjects<AppSecret> ObjectsOf(AppDefinition app) => AdminObjects.Secrets(app);

    private protected override string[] Names => Name;
}

/// <summary>Makes secrets of an app, or puts something else into those that are there.</summary>
[Cmdlet(VerbsCommon.Set, "AppSecret", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppSecret.md")]
[OutputType(typeof(AppSecret))]
public sealed class SetAppSecretCommand : AppDefinitionCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminSecretCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Name { get; set; }

    /// <summary>What it holds.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? SecretValue { get; set; }

    /// <summary>Returns the secret: its name and id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.Secret;

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Name!.Given, async () =>
    {
        string name = Name.Text;
        AdminObjects<AppSecret> secrets = AdminObjects.Secrets(app);
        AppSecret? secret = await secrets.FindAsync(name, Options, cancellationToken);
        if (!ShouldProcess(name, $"{(secret is null ? "Create" : "Change")} secret of app '{app}'")) return;
        var settings = new JsonObject { ["name"] = name, ["value"] = SecretValue!.Reveal() };
        if (secret is null) secret = await secrets.CreateAsync(name, settings, Options, cancellationToken);
        else await secrets.ReplaceAsync(secret.Id, name, settings, Options, cancellationToken);
        if (PassThru) WriteObject(secret);
    });
}

/// <summary>Deletes secrets of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppSecret", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Folder + "Remove-AppSecret.md")]
public sealed class RemoveAppSecretCommand : RemoveAppObjectCmdlet<AppSecret>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminSecretCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.Secret;

    private protected override string What => "secret";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppSecret> ObjectsOf(AppDefinition app) => AdminObjects.Secrets(app);
}
