using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using AppServices.Bson;
using AppServices.Completion;
using AppServices.Ejson;
using AppServices.Values;

namespace AppServices.Documents;

/// <summary>What documents are returned as, which -As says. Source: cmdlets 18.</summary>
internal sealed class DocumentForm
{
    private static readonly EjsonReader s_bson = new();

    private static readonly Dictionary<string, DocumentForm> s_named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PSObject"] = new(PSValues.Format.Reader, static value => value),
        ["Hashtable"] = new(new EjsonReader(new DictionaryShape(() => new Hashtable(StringComparer.Ordinal))), static value => value),
        ["OrderedDictionary"] =
            new(new EjsonReader(new DictionaryShape(() => new OrderedDictionary(StringComparer.Ordinal))), static value => value),
        ["BsonDocument"] = new(s_bson, static value => value),
        ["Json"] = new(s_bson, static value => EjsonConvert.Serialize(value, PSValues.WriterOf(EjsonMode.Canonical))),
        ["RelaxedJson"] = new(s_bson, static value => EjsonConvert.Serialize(value, PSValues.WriterOf(EjsonMode.Relaxed))),
    };

    private readonly Func<object?, object?> _make;

    private DocumentForm(EjsonReader reader, Func<object?, object?> make, Type? type = null)
    {
        Format = new EjsonFormat(PSValues.Format.Writer, reader);
        _make = make;
        Type = type;
    }

    /// <summary>Objects with a property a field, which is what is returned unless said otherwise.</summary>
    public static DocumentForm Objects => s_named["PSObject"];

    /// <summary>The names of the forms that have one.</summary>
    public static IEnumerable<string> Names => s_named.Keys;

    /// <summary>How documents are read for it.</summary>
    public EjsonFormat Format { get; }

    /// <summary>The caller's own type, of which an object is made for each document; null for the forms that have a name.</summary>
    public Type? Type { get; }

    /// <summary>What is returned for a document that was read with <see cref="Format"/>.</summary>
    /// <exception cref="EjsonException">A field does not fit into the caller's type; the message names both.</exception>
    public object? Make(object? document) => _make(document);

    /// <summary>The form that a script means by a name or a type; null for anything else.</summary>
    public static DocumentForm? Find(object? given) => given switch
    {
        DocumentForm form => form,
        Type type => Of(type),
        string text when s_named.TryGetValue(text.Trim('[', ']'), out DocumentForm? named) => named,
        string text when LanguagePrimitives.TryConvertTo(text.Trim('[', ']'), out Type type) => Of(type),
        _ => null,
    };

    private static DocumentForm? Of(Type type) =>
        type == typeof(PSObject) || type == typeof(object) || type == typeof(PSCustomObject) ? Objects
        : type == typeof(Hashtable) ? s_named["Hashtable"]
        : type == typeof(OrderedDictionary) || type == typeof(IDictionary) ? s_named["OrderedDictionary"]
        : type == typeof(BsonDocument) ? s_named["BsonDocument"]
        : type == typeof(string) ? s_named["Json"]
        : TypedDocument.CanMake(type) ? new(PSValues.Format.Reader, value => TypedDocument.Make(value, type), type)
        : null;
}

/// <summary>Reads documents as dictionaries that tell capitals from small letters, as documents do.</summary>
/// <param name="create">Makes an empty one.</param>
internal sealed class DictionaryShape(Func<IDictionary> create) : PSShape
{
    public override object BeginDocument() => create();

    public override void AddField(object document, string name, object? value) => ((IDictionary)document)[name] = value;

    public override object? EndDocument(object document) => document;
}

/// <summary>Takes the name of a form or a type.</summary>
internal sealed class DocumentFormTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        DocumentForm.Find(DocumentInput.Unwrap(inputData)) ?? throw new ArgumentTransformationMetadataException(
            $"Documents cannot be read as '{inputData}'. Give {string.Join(", ", DocumentForm.Names)}, or a class that objects can be made " +
            "of, in parentheses: -As ([Item]).");
}

/// <summary>The forms that have a name.</summary>
public sealed class DocumentFormCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        DocumentForm.Names.Select(name => (name, $"Each document as {name}"));
}
