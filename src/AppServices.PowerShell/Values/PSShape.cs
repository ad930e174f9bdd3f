using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Values;

/// <summary>Reads Extended JSON as PowerShell has it: documents as objects, decimals as <c>[decimal]</c> where nothing is lost.</summary>
internal sealed class PSShape : EjsonShape
{
    public override object BeginDocument() => new PSDocument();

    public override void AddField(object document, string name, object? value) => ((PSDocument)document).Add(name, value);

    public override object? EndDocument(object document) => ((PSDocument)document).Finish();

    public override object? MakeScalar(object value) =>
        value is Decimal128 number && number.TryToDecimal(out decimal exact) ? exact : value;
}
