using System;
using System.Dynamic;
using System.Linq.Expressions;

namespace AppServices.Users;

/// <summary>
/// Answers AccessToken and RefreshToken of a user, null when it is logged out. They are no properties, so that no view, export
/// or log of the object contains them (cmdlets P12).
/// </summary>
internal sealed class TokenBinding(Expression expression, AppUser user) : SdkBinding(expression, user)
{
    private static readonly string[] s_names = [nameof(AppSession.AccessToken), nameof(AppSession.RefreshToken)];

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder) =>
        Array.Find(s_names, name => name.Equals(binder.Name, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Bound(Expression.Property(Expression.Property(Self, nameof(AppUser.Session)), name))
            : base.BindGetMember(binder);
}
