exports = () => context.services.get("mongodb-atlas").db("shop").collection("owned").count({ owner: context.user.id });
