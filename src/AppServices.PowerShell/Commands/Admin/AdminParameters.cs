using System.Management.Automation;
using AppServices.Admin;

namespace AppServices;

/// <summary>An app as parameters take it: its name, its client app id, its id, or the object.</summary>
public sealed class AppReference
{
    /// <summary>By name or id.</summary>
    public AppReference(string text) => Text = text;

    /// <summary>By the object.</summary>
    public AppReference(AppDefinition app)
    {
        Text = app.ClientAppId;
        App = app;
    }

    /// <summary>By an object of a pipeline.</summary>
    public AppReference(PSObject app)
        : this(
            app.BaseObject as AppDefinition ?? throw new PSInvalidCastException(
                $"'{app}' is no app; pass a name, an id, or what Get-AppDefinition returns."))
    {
    }

    internal string Text { get; }

    internal AppDefinition? App { get; }

    /// <summary>The name or id.</summary>
    public override string ToString() => Text;
}
