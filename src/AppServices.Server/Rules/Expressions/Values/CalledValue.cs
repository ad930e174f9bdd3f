using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>
/// The result of <c>%function</c>. Without values of a document among its arguments it is called once for each operation.
/// </summary>
internal sealed class CalledValue(string name, ListValue arguments) : RuleValue
{
    public override bool NeedsCalls => true;

    public override async ValueTask<RuleValue> BindAsync(RuleContext context)
    {
        RuleValue bound = await arguments.BindAsync(context);
        if (bound is not ConstantValue { Value: var known }) return new CalledValue(name, (ListValue)bound);
        return new ConstantValue(known.Value is BsonArray values ? await context.CallAsync(name, [.. values]) : Evaluated.Unknown);
    }

    public override Evaluated Evaluate(in DocumentScope scope) =>
        arguments.Evaluate(scope).Value is BsonArray values ? scope.Calls.Find(name, values) : Evaluated.Unknown;
}
