using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>The default shape.</summary>
internal sealed class BsonDocumentShape : EjsonShape
{
    public override object BeginDocument() => new BsonDocument();

    public override void AddField(object document, string name, object? value) => ((BsonDocument)document).Add(name, value);
}
