using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that are about collections of a data source. Source: admin-api 4.6.</summary>
public abstract class AppCollectionCmdlet : AppDefinitionCmdlet
{
    /// <summary>The data source, or its cluster; the app's only one by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Cluster")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? ServiceName { get; set; }

    /// <summary>The database and the collection of a name.</summary>
    /// <exception cref="AppServicesException">The name has no such form.</exception>
    private protected static (string Database, string Collection) Split(string name, string otherwise = "") =>
        name.IndexOf('.') is > 0 and var dot && dot < name.Length - 1
            ? (name.Substring(0, dot), name.Substring(dot + 1))
            : throw new AppServicesException($"'{name}' is no DATABASE.COLLECTION{otherwise}.") { Code = AdminErrorCode.ObjectNotFound };
}

/// <summary>What the cmdlets share that are about rules: those of collections, and the one for all others. Source: admin-api 4.6.</summary>
public abstract class AppRuleCmdlet : AppCollectionCmdlet
{
    private protected override AdminKind Kind => AdminKind.Rule;

    /// <summary>All rules of a data source, the default one last.</summary>
    private protected async Task<IReadOnlyList<AppRule>> ListAsync(
        AppDefinition app, AppCluster source, CancellationToken cancellationToken)
    {
        var rules = new List<AppRule>();
        foreach (AppRule rule in await AdminObjects.Rules(app, source).ListAsync(Options, cancellationToken))
            rules.Add(await AdminObjects.Rules(app, source).FetchAsync(rule.Id, Options, cancellationToken));
        if (await AppRules.FindDefaultAsync(app, source, Options, cancellationToken) is { } last) rules.Add(last);
        return rules;
    }

    /// <summary>The rule of a name; null when there is none.</summary>
    private protected async Task<AppRule?> FindAsync(AppDefinition app, AppCluster source, string name, CancellationToken cancellationToken)
    {
        if (name == AppRule.DefaultName) return await AppRules.FindDefaultAsync(app, source, Options, cancellationToken);
        AdminObjects<AppRule> rules = AdminObjects.Rules(app, source);
        return await rules.FindAsync(name, Options, cancellationToken) is { } found
            ? await rules.FetchAsync(found.Id, Options, cancellationToken)
            : null;
    }
}

/// <summary>Gets rules of an app: who may see and change the documents of a collection.</summary>
[Cmdlet(VerbsCommon.Get, "AppRule", HelpUri = HelpPages.Folder + "Get-AppRule.md")]
[OutputType(typeof(AppRule))]
public sealed class GetAppRuleCommand : AppRuleCmdlet
{
    /// <summary>The names, such as <c>shop.orders</c>, or <c>default</c>; all rules by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Name { get; set; } = ["*"];

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppRule>? rules = null;
        await AttemptAsync(app.ClientAppId, async () =>
            rules = await ListAsync(app, await FindClusterAsync(app, ServiceName, cancellationToken), cancellationToken));
        if (rules is not null)
            this.WriteMatches(rules, rule => rule.Name, Name, name => ToErrorRecord(NotFound("rule", name, app), TargetOf(name)));
    }
}

/// <summary>Makes the rule of a collection, or changes it; what no parameter names stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "AppRule", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppRule.md")]
[OutputType(typeof(AppRule))]
public sealed class SetAppRuleCommand : AppRuleCmdlet
{
    /// <summary>Database and collection, such as <c>shop.orders</c>; <c>default</c> for all collections without a rule.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ValidateNotNull]
    [NoCompletion]
    public AppObjectReference? Name { get; set; }

    /// <summary>The roles, as hashtables: the first that applies to a user counts. A new rule needs one.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [NoCompletion]
    public object[]? Role { get; set; }

    /// <summary>The filters, as hashtables; an empty array for none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyCollection]
    [NoCompletion]
    public object[]? Filter { get; set; }

    /// <summary>Returns the rule.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Name!.Given, async () =>
    {
        string name = Name.Text;
        (string database, string collection) =
            name == AppRule.DefaultName ? ("", "") : Split(name, $", and not '{AppRule.DefaultName}'");
        AppCluster source = await FindClusterAsync(app, ServiceName, cancellationToken);
        AppRule? known = await FindAsync(app, source, name, cancellationToken);
        if (known is null && Role is null) throw NotFound("rule", name, app);
        var settings = new JsonObject();
        if (Role is not null) settings["roles"] = ToJson(Role);
        if (Filter is not null) settings["filters"] = ToJson(Filter);
        if (!ShouldProcess(name, $"{(known is null ? "Create" : "Change")} rule of app '{app}'")) return;
        if (name == AppRule.DefaultName) await AppRules.SetDefaultAsync(app, source, known, settings, Options, cancellationToken);
        else if (known is not null)
            await AdminObjects.Rules(app, source).UpdateAsync(known, name, settings, Options, cancellationToken);
        else
        {
            settings["database"] = database;
            settings["collection"] = collection;
            await AdminObjects.Rules(app, source).CreateAsync(name, settings, Options, cancellationToken);
        }
        if (PassThru) WriteObject(await FindAsync(app, source, name, cancellationToken));
    });
}

/// <summary>Deletes rules of an app; the default rule, or that nobody may do anything, takes their place.</summary>
[Cmdlet(VerbsCommon.Remove, "AppRule", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppRule.md")]
public sealed class RemoveAppRuleCommand : AppRuleCmdlet
{
    /// <summary>The names, such as <c>shop.orders</c>, or <c>default</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        foreach (AppObjectReference name in Name)
            await AttemptAsync(name.Given, async () =>
            {
                AppCluster source = await FindClusterAsync(app, ServiceName, cancellationToken);
                AppRule rule = await FindAsync(app, source, name.Text, cancellationToken) ?? throw NotFound("rule", name.Text, app);
                if (!ShouldProcess(name.Text, $"Delete rule of app '{app}'")) return;
                await (rule.Database is null
                    ? AppRules.RemoveDefaultAsync(app, source, Options, cancellationToken)
                    : AdminObjects.Rules(app, source).RemoveAsync(rule.Id, name.Text, Options, cancellationToken));
            });
    }
}
