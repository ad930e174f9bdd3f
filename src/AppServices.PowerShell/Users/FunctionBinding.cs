using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq.Expressions;

namespace AppServices.Users;

/// <summary>Takes every member for a function of the app, but those that each object has.</summary>
internal sealed class FunctionBinding(Expression expression, AppFunctions functions) : SdkBinding(expression, functions)
{
    // $user.CallFunction('ToString') still reaches a function of such a name.
    private static readonly string[] s_objectMembers = [nameof(Equals), nameof(GetHashCode), nameof(GetType), nameof(ToString)];

    public override IEnumerable<string> GetDynamicMemberNames() => functions.Names;

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder) =>
        binder.FallbackGetMember(this, Bound(Expression.Property(Self, "Item", Expression.Constant(binder.Name))));

    public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args) =>
        Array.IndexOf(s_objectMembers, binder.Name) >= 0
            ? binder.FallbackInvokeMember(this, args)
            : Bound(Expression.Call(Self, nameof(AppFunctions.Call), null, Expression.Constant(binder.Name), Packed(args)));
}
