using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using AppServices.Pump;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>
/// What cmdlets return can be written as JSON however deep: no property leads back to an object that it is from. ConvertTo-Json looks
/// for no cycles, so that it would go on until the memory is full.
/// </summary>
public sealed class OutputTypeTests
{
    public static IEnumerable<TheoryDataRow<Type>> OutputTypes => typeof(AsyncCmdlet).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<OutputTypeAttribute>())
        .SelectMany(output => output.Type)
        .Select(output => output.Type)
        .OfType<Type>()
        .Concat([typeof(AppUserEventArgs), typeof(AppMongoClient), typeof(AppMongoCollection), typeof(AppPush)])
        .Where(IsOurs)
        .Distinct()
        .Select(type => new TheoryDataRow<Type>(type));

    [Theory]
    [MemberData(nameof(OutputTypes))]
    public void No_property_leads_back(Type type) => Walk(type, []);

    private static void Walk(Type type, Type[] way)
    {
        Type[] here = [.. way, type];
        Assert.True(!way.Contains(type), $"It goes around: {string.Join(" -> ", here.Select(one => one.Name))}.");
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.GetIndexParameters().Length == 0 && ElementOf(property.PropertyType) is var next && IsOurs(next)) Walk(next, here);
    }

    private static bool IsOurs(Type type) =>
        !type.IsEnum && (type.Assembly == typeof(AsyncCmdlet).Assembly || type.Assembly == typeof(AppClient).Assembly);

    private static Type ElementOf(Type type) =>
        type.GetElementType() ?? (type.IsGenericType ? ElementOf(type.GetGenericArguments()[^1]) : type);
}
