using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$inc</c> and <c>$mul</c>. A missing field counts as zero.</summary>
internal sealed class ArithmeticChange : FieldChange
{
    private readonly bool _multiplies;
    private readonly BsonValue _operand;

    private ArithmeticChange(bool multiplies, BsonValue operand) => (_multiplies, _operand) = (multiplies, operand);

    /// <exception cref="DocumentException">The operand is no number.</exception>
    public static ArithmeticChange Parse(bool multiplies, BsonElement field) => field.Value.IsNumeric
        ? new ArithmeticChange(multiplies, field.Value)
        : throw DocumentException.TypeMismatch(
            $"Cannot {(multiplies ? "multiply" : "increment")} with non-numeric argument: {{{field.Name}: {ErrorText.Of(field.Value)}}}");

    protected override BsonValue Change(BsonValue? current, UpdateRun run)
    {
        if (current is null) return _multiplies ? Apply(new BsonInt32(0))! : _operand;
        string name = _multiplies ? "$mul" : "$inc";
        if (!current.IsNumeric)
            throw DocumentException.TypeMismatch(
                $"Cannot apply {name} to a value of non-numeric type. {ErrorText.IdOf(run.Document)} has the field '{run.Name}' of "
                    + $"non-numeric type {TypeNames.Of(current)}");
        BsonValue result = Apply(current) ?? throw DocumentException.BadValue(
            $"Failed to apply {name} operations to current value ({ErrorText.Of(current)}) for document {ErrorText.IdOf(run.Document)}");
        // Two zeros are the same, whatever their signs: the one that is there stays.
        bool areZeros = current.BsonType == result.BsonType && Arithmetic.IsZero(current) && Arithmetic.IsZero(result);
        return areZeros || ExactEquality.AreSame(current, result) ? current : result;
    }

    private BsonValue? Apply(BsonValue current) => _multiplies ? NumberMath.Multiply(current, _operand) : NumberMath.Add(current, _operand);
}
