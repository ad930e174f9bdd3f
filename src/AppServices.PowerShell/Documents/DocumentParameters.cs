using System;
using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>Lets Extended JSON stand for a document, and refuses what is none before anything is sent.</summary>
internal sealed class DocumentTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => DocumentInput.ToDocument(inputData);
}

/// <summary>As <see cref="DocumentTransformationAttribute"/>, where the name of a user can be meant as well.</summary>
internal sealed class CustomDataTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        DocumentInput.Unwrap(inputData) is string text && text.TrimStart() is not ['{', ..]
            ? throw new ArgumentTransformationMetadataException(
                $"'{text}' is no user that is known here (see Get-AppUser -All), and no document such as @{{ theme = 'dark' }}.")
            : DocumentInput.ToDocument(inputData);
}

/// <summary>As <see cref="DocumentTransformationAttribute"/>, for any number of documents.</summary>
internal sealed class DocumentListTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => DocumentInput.ToDocuments(inputData);
}

/// <summary>As <see cref="DocumentListTransformationAttribute"/>, for the pipeline: each is a <see cref="GivenDocument"/>.</summary>
internal sealed class GivenDocumentTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => DocumentInput.ToGiven(inputData);
}

/// <summary>
/// As <see cref="DocumentTransformationAttribute"/>, for a document whose order of fields decides. Names are taken for fields: with a
/// minus in descending order.
/// </summary>
internal sealed class SortTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (FieldWords.Read(inputData, minus: -1) ?? DocumentInput.ToDocument(inputData)) is var document and not Hashtable { Count: > 1 }
            ? document
            : throw new ArgumentTransformationMetadataException(
                "A hashtable does not keep the order of its fields, which decides here. Use [ordered]@{...} or Extended JSON.");
}

/// <summary>
/// Takes an update document, or the stages of an update pipeline. A document without operators is refused: the service would
/// replace the whole document by it.
/// </summary>
internal sealed class UpdateTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = DocumentInput.Unwrap(inputData);
        bool isPipeline = given is string text ? text.TrimStart() is ['[', ..] : given is IEnumerable and not IDictionary;
        if (isPipeline) return DocumentInput.ToDocuments(given);
        object update = DocumentInput.ToDocument(given);
        string[] names = DocumentInput.Names(update).ToArray();
        if (names.Length > 0 && names.All(name => name is ['$', ..])) return update;
        throw new ArgumentTransformationMetadataException(
            "An update consists of operators, as in @{ '$set' = @{ price = 3 } }. To replace a whole document, use Set-AppDocument.");
    }
}

/// <summary>
/// As <see cref="DocumentTransformationAttribute"/>, for the choice of fields. Names are taken for fields that are wanted, with a minus
/// for those that are not.
/// </summary>
internal sealed class ProjectTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        FieldWords.Read(inputData, minus: 0) ?? DocumentInput.ToDocument(inputData);
}

/// <summary>Fields as plain words: <c>name, -price</c>.</summary>
internal static class FieldWords
{
    /// <summary>The document that the words stand for; null for what is no words.</summary>
    /// <param name="input">Words, one or an array.</param>
    /// <param name="minus">What a minus before a name stands for; a name alone is 1.</param>
    public static OrderedDictionary? Read(object? input, int minus)
    {
        object?[] items = DocumentInput.Unwrap(input) switch
        {
            string text => [text],
            object[] array => array.Select(DocumentInput.Unwrap).ToArray(),
            _ => [],
        };
        if (items.Length == 0 || !items.All(IsWord)) return null;
        var fields = new OrderedDictionary(StringComparer.Ordinal);
        foreach (string word in items.Cast<string>())
        {
            bool isLess = word is ['-', ..];
            fields[isLess ? word.Substring(1) : word] = isLess ? minus : 1;
        }
        return fields;
    }

    private static bool IsWord(object? item) => item is string text && text.TrimStart() is not ("" or "-" or ['{' or '[', ..]);
}
