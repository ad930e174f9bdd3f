using System.Threading.Tasks;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>A value compared with another.</summary>
internal sealed class ComparisonCondition : Condition
{
    private readonly RuleValue _subject;
    private readonly ValueOperator _operator;
    private readonly RuleValue _operand;
    private readonly OperandMatcher? _matcher;

    private ComparisonCondition(RuleValue subject, ValueOperator @operator, RuleValue operand)
    {
        (_subject, _operator, _operand) = (subject, @operator, operand);
        if (operand is ConstantValue { Value: { IsUnknown: false } value }) _matcher = new OperandMatcher(@operator, value.Value);
    }

    public RuleValue Subject => _subject;

    public ValueOperator Operator => _operator;

    public RuleValue Operand => _operand;

    public override bool NeedsCalls => _subject.NeedsCalls || _operand.NeedsCalls;

    public override ImpliedQuery? Query => _subject is DocumentValue { Part: DocumentPart.Root, Path: { } path }
        && path.Text is not (['$', ..] or "")
        && _matcher?.ToQuery(path.Text) is { } query
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
        OperandMatcher? matcher = _matcher;
        if (matcher is null)
        {
            Evaluated operand = _operand.Evaluate(scope);
            if (operand.IsUnknown) return Truth.Unknown;
            matcher = new OperandMatcher(_operator, operand.Value);
        }
        bool? holds = Holds(matcher.Matcher, scope);
        return holds is null ? Truth.Unknown : holds != matcher.IsNegated ? Truth.True : Truth.False;
    }

    // A path into a document leads where one of a query does.
    private bool? Holds(ValueMatcher matcher, in DocumentScope scope)
    {
        if (_subject is DocumentValue { Path: { } path } value)
        {
            BsonValue? start = value.Start(scope);
            if (start is BsonDocument document)
                return PathValues.Any(document, path, matcher.OpensArrays, matcher, scope.Calls.Cancellation);
            if (start is null) return matcher.Holds(null);
        }
        Evaluated subject = _subject.Evaluate(scope);
        return subject.IsUnknown ? null : Holds(matcher, subject.Value);
    }

    private static bool Holds(ValueMatcher matcher, BsonValue? value)
    {
        if (value is BsonArray array && matcher.OpensArrays)
            foreach (BsonValue item in array)
                if (matcher.Holds(item)) return true;
        return matcher.Holds(value is BsonUndefined ? BsonNull.Value : value);
    }
}
