namespace AppServices.Mql.Dates;

/// <summary>What dates are counted in.</summary>
internal enum DateUnit
{
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}
