using System.Threading.Tasks;
using AppServices.Server.Documents.Paths;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>A value compared with another.</summary>
internal sealed class ComparisonCondition : Condition
{
    private readonly RuleValue _subject;
    private readonly ValueOperator _operator;
    private readonly RuleValue _operand;
    private readonly OperandTest? _test;

    private ComparisonCondition(RuleValue subject, ValueOperator @operator, RuleValue operand)
    {
        (_subject, _operator, _operand) = (subject, @operator, operand);
        if (operand is ConstantValue { Value: { IsUnknown: false } value }) _test = new OperandTest(@operator, value.Value);
    }

    public RuleValue Subject => _subject;

    public ValueOperator Operator => _operator;

    public RuleValue Operand => _operand;

    public override bool NeedsCalls => _subject.NeedsCalls || _operand.NeedsCalls;

    public override ImpliedQuery? Query => _subject is DocumentValue { Part: DocumentPart.Root, Path: { } path } && path.Text is not (['$', ..] or "")
        && _test?.ToQuery(path.Text) is { } query
            ? new ImpliedQuery(query, IsExact: true)
            : null;

    /// <summary>A comparison, or what it comes to when both sides are known.</summary>
    public static Condition Of(RuleValue subject, ValueOperator @operator, RuleValue operand)
    {
        var comparison = new ComparisonCondition(subject, @operator, operand);
        return subject is ConstantValue && operand is ConstantValue ? Of(comparison.Evaluate(default)) : comparison;
    }

    public override async ValueTask<Condition> BindAsync(RuleContext context) =>
        Of(await _subject.BindAsync(context), _operator, await _operand.BindAsync(context));

    public override Truth Evaluate(in DocumentScope scope)
    {
        OperandTest? test = _test;
        if (test is null)
        {
            Evaluated operand = _operand.Evaluate(scope);
            if (operand.IsUnknown) return Truth.Unknown;
            test = new OperandTest(_operator, operand.Value);
        }
        bool? holds = Holds(test.Test, scope);
        return holds is null ? Truth.Unknown : holds != test.IsNegated ? Truth.True : Truth.False;
    }

    // A path into a document leads where one of a query does.
    private bool? Holds(ValueTest test, in DocumentScope scope)
    {
        if (_subject is DocumentValue { Path: { } path } value)
        {
            BsonValue? start = value.Start(scope);
            if (start is BsonDocument document) return PathValues.Any(document, path, test.OpensArrays, test, scope.Calls.Cancellation);
            if (start is null) return test.Holds(null);
        }
        Evaluated subject = _subject.Evaluate(scope);
        return subject.IsUnknown ? null : Holds(test, subject.Value);
    }

    private static bool Holds(ValueTest test, BsonValue? value)
    {
        if (value is BsonArray array && test.OpensArrays)
            foreach (BsonValue item in array)
                if (test.Holds(item)) return true;
        return test.Holds(value is BsonUndefined ? BsonNull.Value : value);
    }
}
