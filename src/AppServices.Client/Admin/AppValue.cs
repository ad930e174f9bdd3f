using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>A named value of an app. Source: client-api 14.3.</summary>
public sealed class AppValue : AppObject
{
    internal AppValue(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The value; of one that is a secret the name of the secret.</summary>
    public object? Value => Read(Document, "value");

    /// <summary>Whether functions get the content of a secret.</summary>
    public bool FromSecret => Flag("from_secret");

    /// <summary>Whether only rules and functions see it.</summary>
    public bool IsPrivate => Flag("private");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A value of an app that each environment has for itself. Source: client-api 14.3.</summary>
public sealed class AppEnvironmentValue : AppObject
{
    internal AppEnvironmentValue(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>What it is in an app without an environment; null for nothing.</summary>
    public object? None => Read(Part("values"), "none");

    /// <summary>What it is in the environment development; null for nothing.</summary>
    public object? Development => Read(Part("values"), "development");

    /// <summary>What it is in the environment testing; null for nothing.</summary>
    public object? Testing => Read(Part("values"), "testing");

    /// <summary>What it is in the environment qa; null for nothing.</summary>
    public object? QA => Read(Part("values"), "qa");

    /// <summary>What it is in the environment production; null for nothing.</summary>
    public object? Production => Read(Part("values"), "production");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A secret of an app; nobody can read what it holds. Source: client-api 14.3.</summary>
public sealed class AppSecret : AppObject
{
    internal AppSecret(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
