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

/// <summary>What the cmdlets share that are about schemas. Source: admin-api 4.6.</summary>
public abstract class AppSchemaCmdlet : AppCollectionCmdlet
{
    private protected override AdminKind Kind => AdminKind.Schema;

    /// <summary>The schemas of the data source that is meant, as lists have them.</summary>
    private protected async Task<(AppCluster Source, IReadOnlyList<AppSchema> Schemas)> ListAsync(
        AppDefinition app, CancellationToken cancellationToken)
    {
        AppCluster source = await FindClusterAsync(app, ServiceName, cancellationToken);
        IReadOnlyList<AppSchema> all = await AdminObjects.Schemas(app).ListAsync(Options, cancellationToken);
        return (source, [.. all.Where(schema => schema.ServiceName == source.ServiceName)]);
    }
}

/// <summary>Gets schemas of an app: what the documents of a collection look like.</summary>
[Cmdlet(VerbsCommon.Get, "AppSchema", HelpUri = HelpPages.Folder + "Get-AppSchema.md")]
[OutputType(typeof(AppSchema))]
public sealed class GetAppSchemaCommand : AppSchemaCmdlet
{
    /// <summary>The names, such as <c>shop.orders</c>; all schemas by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminSchemaCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppSchema> all = [];
        await AttemptAsync(app.ClientAppId, async () => (_, all) = await ListAsync(app, cancellationToken));
        foreach (string name in Name)
            foreach (AppSchema one in this.FindMatches(all, (schema, pattern) => pattern.IsMatch(schema.Name), name, NotFoundIn))
                await AttemptAsync(one.Name, async () =>
                    WriteObject(await AdminObjects.Schemas(app).FetchAsync(one.Id, Options, cancellationToken)));

        ErrorRecord NotFoundIn(string name) => ToErrorRecord(NotFound("schema", name, app), TargetOf(name));
    }
}

/// <summary>Makes the schema of a collection, or changes it; what no parameter names stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "AppSchema", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppSchema.md")]
[OutputType(typeof(AppSchema))]
public sealed class SetAppSchemaCommand : AppSchemaCmdlet
{
    /// <summary>Database and collection, such as <c>shop.orders</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminSchemaCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Name { get; set; }

    /// <summary>The JSON schema, as a hashtable or an object. A new one needs it.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [NoCompletion]
    public object? Schema { get; set; }

    /// <summary>
    /// The relationships by field, each with <c>ref</c>, <c>foreign_key</c> and <c>is_list</c>; an empty hashtable for none.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [NoCompletion]
    public object? Relationship { get; set; }

    /// <summary>Returns the schema.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Name!.Given, async () =>
    {
        string name = Name.Text;
        (string database, string collection) = Split(name);
        (AppCluster source, IReadOnlyList<AppSchema> all) = await ListAsync(app, cancellationToken);
        string? id = all.FirstOrDefault(schema => schema.Name == name)?.Id;
        if (id is null && Schema is null) throw NotFound("schema", name, app);
        var settings = new JsonObject();
        if (Schema is not null) settings["schema"] = ToJson(Schema);
        if (Relationship is not null) settings["relationships"] = ToJson(Relationship);
        if (!ShouldProcess(name, $"{(id is null ? "Create" : "Change")} schema of app '{app}'")) return;
        AdminObjects<AppSchema> schemas = AdminObjects.Schemas(app);
        if (id is null)
        {
            settings["metadata"] = new JsonObject
            {
                ["data_source"] = source.ServiceName, ["database"] = database, ["collection"] = collection,
            };
            settings["relationships"] ??= new JsonObject();
            id = (await schemas.CreateAsync(name, settings, Options, cancellationToken)).Id;
        }
        else
        {
            AppSchema known = await schemas.FetchAsync(id, Options, cancellationToken);
            await schemas.UpdateAsync(known, name, settings, Options, cancellationToken);
        }
        if (PassThru) WriteObject(await schemas.FetchAsync(id, Options, cancellationToken));
    });
}

/// <summary>Deletes schemas of an app: documents of their collections may then have any form.</summary>
[Cmdlet(VerbsCommon.Remove, "AppSchema", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppSchema.md")]
public sealed class RemoveAppSchemaCommand : AppSchemaCmdlet
{
    /// <summary>The names, such as <c>shop.orders</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminSchemaCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        foreach (AppObjectReference name in Name)
        {
            AppSchema? one = null;
            await AttemptAsync(name.Given, async () =>
                one = (await ListAsync(app, cancellationToken)).Schemas.FirstOrDefault(schema => schema.Name == name.Text)
                    ?? throw NotFound("schema", name.Text, app));
            if (one is not null)
                await AttemptAsync(name.Given, name.Text, $"Delete schema of app '{app}'", () =>
                    AdminObjects.Schemas(app).RemoveAsync(one.Id, name.Text, Options, cancellationToken));
        }
    }
}
