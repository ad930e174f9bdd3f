namespace AppServices.Ejson;

/// <summary>Boxed values that documents are full of, made once.</summary>
internal static class Boxes
{
    private const int Least = -1;
    private const int Most = 255;
    private static readonly object[] s_integers = MakeIntegers();

    public static object True { get; } = true;

    public static object False { get; } = false;

    public static object Int32(int value) => value is >= Least and <= Most ? s_integers[value - Least] : value;

    private static object[] MakeIntegers()
    {
        object[] boxes = new object[Most - Least + 1];
        for (int i = 0; i < boxes.Length; i++) boxes[i] = i + Least;
        return boxes;
    }
}
