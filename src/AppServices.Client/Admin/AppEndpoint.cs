using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>An HTTPS endpoint of an app. Source: client-api 14.3.</summary>
public sealed class AppEndpoint : AppObject
{
    internal AppEndpoint(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The route, such as <c>/orders</c>.</summary>
    public string Route => Text("route") ?? "";

    /// <summary>The HTTP method; <c>*</c> for any.</summary>
    public string Method => Text("http_method") ?? "";

    /// <summary>The function that answers.</summary>
    public string? FunctionName => Text("function_name");

    /// <summary>The id of that function.</summary>
    public string? FunctionId => Text("function_id");

    /// <summary>Whether it answers.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>What proves who calls: <c>NO_VALIDATION</c>, <c>SECRET_AS_QUERY_PARAM</c> or <c>VERIFY_PAYLOAD</c>.</summary>
    public string Validation => Text("validation_method") ?? "";

    /// <summary>Whether the function's result is the answer.</summary>
    public bool RespondResult => Flag("respond_result");

    /// <summary><c>JSON</c> or <c>EJSON</c>.</summary>
    public string ReturnType => Text("return_type") ?? "";

    /// <summary>Method and route.</summary>
    public override string ToString() => $"{Method} {Route}";
}

/// <summary>A package that functions can use. Source: client-api 14.3.</summary>
public sealed class AppDependency : AppObject
{
    internal AppDependency(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name, as npm has it.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The version.</summary>
    public string? Version => Text("version");

    /// <summary>Name and version.</summary>
    public override string ToString() => $"{Name}@{Version}";
}
