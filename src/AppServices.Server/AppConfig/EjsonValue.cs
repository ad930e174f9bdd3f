using System.Text;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.AppConfig;

/// <summary>Configuration values that functions see, which are Extended JSON (app-folder 1.6).</summary>
internal static class EjsonValue
{
    public static BsonValue Read(ConfigFile value)
    {
        try
        {
            return value.Templates.Expand(EjsonReader.Parse(Encoding.UTF8.GetBytes(value.RawText)));
        }
        catch (EjsonFormatException error)
        {
            throw value.Wrong($"the value is no Extended JSON: {error.Message}");
        }
    }
}
