using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Security;
using System.Xml;
using AppServices.Ejson;

namespace AppServices.Values;

/// <summary>PowerShell values to Extended JSON and back. Source: cmdlets 18.</summary>
internal static class PSValues
{
    // Of PowerShell 7 alone: the version of the engine itself is one.
    private const string SemanticVersion = "System.Management.Automation.SemanticVersion";

    private static readonly EjsonWriter s_relaxed = new(EjsonMode.Relaxed, Unfold);

    /// <summary>The format of everything that travels between scripts and the service.</summary>
    public static EjsonFormat Format { get; } =
        new(new EjsonWriter(EjsonMode.Canonical, Unfold), new EjsonReader(new PSShape()));

    /// <summary>As <see cref="Format"/>, but a secret is written as its text: for what logs in or resets a password.</summary>
    public static EjsonFormat WithSecrets { get; } =
        new(new EjsonWriter(EjsonMode.Canonical, value => Unwrap(value) is SecureString secret ? secret.Reveal() : Unfold(value)),
            Format.Reader);

    /// <summary>Writes values in a mode: <see cref="Format"/>'s own is canonical.</summary>
    public static EjsonWriter WriterOf(EjsonMode mode) => mode == EjsonMode.Relaxed ? s_relaxed : Format.Writer;

    /// <summary>The value of an Extended JSON text.</summary>
    public static object? Read(ReadOnlyMemory<byte> utf8) => Format.Reader.Read(utf8.Span);

    /// <summary>As above; a document also gets a name for its type, so that views can tell it.</summary>
    public static object? Read(ReadOnlyMemory<byte> utf8, string typeName)
    {
        object? value = Read(utf8);
        if (value is PSObject document) document.TypeNames.Insert(0, typeName);
        return value;
    }

    /// <summary>The object itself of one that the engine has wrapped.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The value that a document in the form of Extended JSON stands for; the document itself where it is one.</summary>
    public static object? Typed(object document)
    {
        try
        {
            return Unfold(document) is var value and not (List<KeyValuePair<string, object?>> or IDictionary) ? value : document;
        }
        catch (EjsonException)
        {
            return document;    // Sending it says what is wrong with it.
        }
    }

    // What comes through the pipeline or from a script block is wrapped, whatever it is.
    private static object? Unfold(object value) => value switch
    {
        _ when value == AutomationNull.Value => null,
        PSObject { BaseObject: PSCustomObject } document => Content(Fields(document)),
        PSObject wrapped => UnfoldBare(wrapped.BaseObject),
        _ => UnfoldBare(value),
    };

    private static object? UnfoldBare(object value) => value switch
    {
        SwitchParameter given => given.IsPresent,
        // To .NET it is a sequence.
        XmlNode => throw new EjsonException("XML has no form in Extended JSON. Send its OuterXml, a string."),
        AppUser user => throw new EjsonException(
            $"A user, {user.Shown}, is no value. To act as that user, pass it as -User instead; to send its id, pass its Id."),
        ScriptBlock => throw new EjsonException("A script block is no value; in -ArgumentList it is run for each piped object only."),
        UnreadableValue unreadable => throw unreadable.ToException(),
        IDictionary document when BsonConverter.IsValue(document) => BsonConverter.Read(document),
        _ when IsOfPowerShellClass(value) => Content(Fields(PSObject.AsPSObject(value))),
        _ when value.GetType().FullName == SemanticVersion => value.ToString(),
        _ => value,
    };

    /// <summary>A class that a script defines is as good as a custom object; any other type's properties may be anything.</summary>
    public static bool IsOfPowerShellClass(object value) => value.GetType() is { IsEnum: false, Assembly.IsDynamic: true };

    private static object? Content(List<KeyValuePair<string, object?>> fields) =>
        BsonConverter.IsValue(fields) ? BsonConverter.Read(fields) : fields;

    /// <summary>The fields of the document that an object is: its properties, but for what module and engine put there.</summary>
    public static List<KeyValuePair<string, object?>> Fields(PSObject document)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        bool isReceived = false;
        foreach (PSPropertyInfo property in document.Properties)
        {
            if (property is OwnerProperty || !TryRead(property, out object? value)) continue;
            fields.Add(new(property.Name, value));
            isReceived |= property.Name is "PSShowComputerName" or "PSSourceJobInstanceId";
        }
        // Jobs and remoting say by four properties where an object comes from.
        if (isReceived)
        {
            fields.RemoveAll(
                field => field.Key is "PSComputerName" or "RunspaceId" or "PSShowComputerName" or "PSSourceJobInstanceId");
        }
        return fields;
    }

    /// <summary>Reads a property of what a script gave; one that throws is told when its value is sent.</summary>
    /// <returns>False for a property that can only be written.</returns>
    public static bool TryRead(PSPropertyInfo property, out object? value)
    {
        value = null;
        try
        {
            if (!property.IsGettable) return false;
            value = property.Value;
        }
        catch (ExtendedTypeSystemException error)
        {
            value = new UnreadableValue(error);
        }
        return true;
    }

    // Only where it is written is the way to it known.
    private sealed class UnreadableValue(ExtendedTypeSystemException error)
    {
        public EjsonException ToException() => new(
            $"The property cannot be read: '{(error.InnerException ?? error).Message}'. Correct it, or leave it out.", error);
    }
}
