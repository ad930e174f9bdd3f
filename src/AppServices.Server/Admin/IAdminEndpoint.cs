namespace AppServices.Server.Admin;

/// <summary>A part of the admin API: its routes, in a class of its own.</summary>
internal interface IAdminEndpoint
{
    /// <summary>Adds the routes.</summary>
    void Map(AdminRoutes routes);
}
