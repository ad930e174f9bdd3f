using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>Gets HTTPS endpoints of an app.</summary>
[Cmdlet(VerbsCommon.Get, "AppEndpoint", HelpUri = HelpPages.Folder + "Get-AppEndpoint.md")]
[OutputType(typeof(AppEndpoint))]
public sealed class GetAppEndpointCommand : GetAppObjectCmdlet<AppEndpoint>
{
    /// <summary>The routes; all endpoints by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminEndpointCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Route { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.Endpoint;

    private protected override string What => "endpoint";

    private protected override string NameOf(AppEndpoint one) => one.Route;

    private protected override AdminObjects<AppEndpoint> ObjectsOf(AppDefinition app) => AdminObjects.Endpoints(app);

    private protected override string[] Names => Route;
}

/// <summary>Makes an HTTPS endpoint of an app, or changes the one that is there; what no parameter names stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "AppEndpoint", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppEndpoint.md")]
[OutputType(typeof(AppEndpoint))]
public sealed class SetAppEndpointCommand : AppDefinitionCmdlet
{
    private const string Unproven = "NO_VALIDATION";

    /// <summary>The route, such as <c>/orders</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Route))]
    [ArgumentCompleter(typeof(AdminEndpointCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Route { get; set; }

    /// <summary>The HTTP method; <c>*</c> for any.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE", "*")]
    public string Method { get; set; } = "GET";

    /// <summary>The function that answers; a new endpoint needs one.</summary>
    [Parameter(Position = 2)]
    [Alias("Function")]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? FunctionName { get; set; }

    /// <summary>What proves who calls; nothing by default, or with -SecretName a signature.</summary>
    [Parameter]
    [ValidateSet(Unproven, "SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD")]
    public string? Validation { get; set; }

    /// <summary>The secret of the app that callers prove to know.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AdminSecretCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>Whether the function's result is the answer; true for a new endpoint.</summary>
    [Parameter]
    public bool? RespondResult { get; set; }

    /// <summary>Whether answers are JSON or Extended JSON; JSON for a new endpoint.</summary>
    [Parameter]
    [ValidateSet("JSON", "EJSON")]
    public string? ReturnType { get; set; }

    /// <summary>Whether it answers; true for a new endpoint.</summary>
    [Parameter]
    public bool? Enabled { get; set; }

    /// <summary>Returns the endpoint.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.Endpoint;

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        this.Refuse(
            SecretName is not null && Validation?.ToUpperInvariant() == Unproven,
            $"-SecretName is for -Validation SECRET_AS_QUERY_PARAM and VERIFY_PAYLOAD; with {Unproven} nobody asks for the secret.");
        string shown = $"{Method.ToUpperInvariant()} {Route!.Text}";
        return AttemptAsync(Route.Given, async () =>
        {
            AdminObjects<AppEndpoint> endpoints = AdminObjects.Endpoints(app);
            AppEndpoint? known = await endpoints.FindAsync(shown, Options, cancellationToken);
            if (known is null && FunctionName is null) throw NotFound("endpoint", shown, app);
            JsonObject settings = await SettingsAsync(app, known, cancellationToken);
            if (!ShouldProcess(shown, $"{(known is null ? "Create" : "Change")} endpoint of app '{app}'")) return;
            if (known is null) known = await endpoints.CreateAsync(shown, Complete(settings), Options, cancellationToken);
            else await endpoints.UpdateAsync(known, shown, settings, Options, cancellationToken);
            if (PassThru) WriteObject(await endpoints.FetchAsync(known.Id, Options, cancellationToken));
        });
    }

    private async Task<JsonObject> SettingsAsync(AppDefinition app, AppEndpoint? known, CancellationToken cancellationToken)
    {
        var settings = new JsonObject();
        if (FunctionName is not null)
        {
            settings["function_id"] = await FindFunctionAsync(app, FunctionName, cancellationToken);
            settings["function_name"] = FunctionName;
        }
        if (SecretName is not null)
            settings["secret_id"] = (await AdminObjects.Secrets(app).FindAsync(SecretName, Options, cancellationToken))?.Id
                ?? throw new AppServicesException($"App '{app}' has no secret '{SecretName}'. Make it with Set-AppSecret first.")
                {
                    Code = AdminErrorCode.SecretNotFound,
                };
        if (Validation is not null) settings["validation_method"] = Validation.ToUpperInvariant();
        else if (SecretName is not null && known?.Validation is null or "" or Unproven) settings["validation_method"] = "VERIFY_PAYLOAD";
        if (RespondResult is { } responds) settings["respond_result"] = responds;
        if (ReturnType is not null) settings["return_type"] = ReturnType.ToUpperInvariant();
        if (Enabled is { } enabled) settings["disabled"] = !enabled;
        return settings;
    }

    private JsonObject Complete(JsonObject settings)
    {
        settings["route"] = Route!.Text;
        settings["http_method"] = Method.ToUpperInvariant();
        foreach ((string name, JsonNode value) in new (string, JsonNode)[]
        {
            ("validation_method", Unproven), ("respond_result", true), ("return_type", "JSON"), ("disabled", false),
        })
            if (!settings.ContainsKey(name)) settings[name] = value;
        return settings;
    }
}

/// <summary>Deletes HTTPS endpoints of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppEndpoint", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppEndpoint.md")]
public sealed class RemoveAppEndpointCommand : RemoveAppObjectCmdlet<AppEndpoint>
{
    /// <summary>The routes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Route))]
    [ArgumentCompleter(typeof(AdminEndpointCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Route { get; set; } = [];

    /// <summary>The HTTP method; <c>*</c> for the endpoint that takes any.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE", "*")]
    public string Method { get; set; } = "GET";

    private protected override AdminKind Kind => AdminKind.Endpoint;

    private protected override string What => "endpoint";

    private protected override IReadOnlyList<AppObjectReference> Names =>
        [.. Route.Select(route => new AppObjectReference($"{Method.ToUpperInvariant()} {route.Text}", route.Given))];

    private protected override AdminObjects<AppEndpoint> ObjectsOf(AppDefinition app) => AdminObjects.Endpoints(app);
}
