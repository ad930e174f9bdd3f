using System;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>
/// Decides what the reader makes of documents, arrays and rarer scalars, so that a reply becomes the caller's own kind of object
/// without a detour. Implementations hold no state of a single document and may be called by several threads at once.
/// An <see cref="EjsonException"/> thrown here gets the path and the position.
/// </summary>
public abstract class EjsonShape
{
    /// <summary>Makes <see cref="BsonDocument"/>s and <c>object?[]</c>; scalars stay as the reader has them.</summary>
    public static EjsonShape Default { get; } = new BsonDocumentShape();

    /// <summary>A document begins.</summary>
    /// <returns>What the other methods get as <c>document</c>.</returns>
    public abstract object BeginDocument();

    /// <summary>A field of the document, in the order of the text. A name may come twice.</summary>
    /// <param name="document">What <see cref="BeginDocument"/> returned.</param>
    /// <param name="name">The name; may be empty, dotted or begin with a dollar sign.</param>
    /// <param name="value">The value.</param>
    public abstract void AddField(object document, string name, object? value);

    /// <summary>The document ends.</summary>
    /// <param name="document">What <see cref="BeginDocument"/> returned.</param>
    /// <returns>The value to put in the document's place.</returns>
    public virtual object? EndDocument(object document) => document;

    /// <summary>An array has been read.</summary>
    /// <param name="items">Its items.</param>
    /// <returns>The value to put in the array's place.</returns>
    public virtual object? MakeArray(ReadOnlySpan<object?> items) => items.ToArray();

    /// <summary>
    /// A scalar that is not string, boolean, null, <see cref="int"/>, <see cref="long"/> or <see cref="double"/> has been read:
    /// <see cref="Decimal128"/>, <see cref="DateTime"/>, <see cref="Guid"/>, <c>byte[]</c> or a type of AppServices.Bson.
    /// </summary>
    /// <param name="value">The scalar.</param>
    /// <returns>The value to put in its place.</returns>
    public virtual object? MakeScalar(object value) => value;
}

/// <summary>The default shape.</summary>
internal sealed class BsonDocumentShape : EjsonShape
{
    public override object BeginDocument() => new BsonDocument();

    public override void AddField(object document, string name, object? value) => ((BsonDocument)document).Add(name, value);
}
