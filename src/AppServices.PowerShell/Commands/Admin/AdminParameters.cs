using System.Collections;
using System.Linq;
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
    /// <exception cref="PSInvalidCastException">The object is no app.</exception>
    public AppReference(PSObject app)
        : this(
            app.BaseObject as AppDefinition ?? throw new PSInvalidCastException(
                $"A {app.BaseObject.GetType().Name} is no app; pass a name, an id, or what Get-AppDefinition returns."))
    {
    }

    internal string Text { get; }

    internal AppDefinition? App { get; }

    internal object Given => (object?)App ?? Text;

    /// <summary>The name or id.</summary>
    public override string ToString() => Text;
}

/// <summary>Something of an app as parameters take it: its name or id, or an object that has it.</summary>
public sealed class AppObjectReference
{
    /// <summary>By name or id.</summary>
    public AppObjectReference(string text) : this(text, text)
    {
    }

    internal AppObjectReference(string text, object given)
    {
        Text = text;
        Given = given;
    }

    internal string Text { get; }

    /// <summary>What the text is of: the object that was given, so that an error can name it and it can be given again.</summary>
    internal object Given { get; }

    /// <summary>Why the object names nothing; null when it does. The engine would show its columns if it were not taken.</summary>
    internal string? Problem { get; init; }

    /// <summary>The name or id.</summary>
    public override string ToString() => Text;
}

/// <summary>Takes texts, and objects for the text in one of their properties; anything else for what it is as a text.</summary>
/// <param name="properties">The properties, of which the first that an object has is meant.</param>
internal sealed class AppObjectTransformationAttribute(params string[] properties) : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter wants the text alone.</summary>
    public bool AsText { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        null or AppObjectReference => inputData,
        // What is in an app is not meant by the app: that binds to -App.
        AppDefinition or PSObject { BaseObject: AppDefinition } => inputData,
        PSObject { BaseObject: string or IList } wrapped => Transform(engineIntrinsics, wrapped.BaseObject),
        IList items => items.Cast<object?>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
        "" => throw new ArgumentTransformationMetadataException("An empty text names nothing."),
        string text => AsText ? text : new AppObjectReference(text),
        _ when AsText => TextOf(inputData, out string? problem) ?? throw new ArgumentTransformationMetadataException(problem),
        _ => TextOf(inputData, out string? problem) is { } text
            ? new AppObjectReference(text, inputData)
            : new AppObjectReference("", inputData) { Problem = problem },
    };

    private string? TextOf(object given, out string? problem)
    {
        problem = null;
        PSObject wrapped = PSObject.AsPSObject(given);
        (string? property, object? value) = wrapped.BaseObject is IDictionary table && properties.FirstOrDefault(table.Contains) is { } key
            ? (key, table[key])
            : properties.Select(name => wrapped.Properties[name]).FirstOrDefault(one => one is not null) is { } found
                ? (found.Name, found.Value)
                : default;
        if (property is null && wrapped.BaseObject is not (PSCustomObject or IDictionary)) return given.ToString();
        if (property is not null && value?.ToString() is { Length: > 0 } text) return text;
        problem = property is null
            ? $"An object needs a value in the property {string.Join(" or ", properties)}."
            : $"The object has no value in its property {property}.";
        return null;
    }
}
