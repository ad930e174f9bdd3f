using System.Collections.Generic;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>An order the other way round.</summary>
internal sealed class ReverseOrder<T>(IComparer<T> order) : IComparer<T>
{
    public int Compare(T? x, T? y) => order.Compare(y, x);
}
