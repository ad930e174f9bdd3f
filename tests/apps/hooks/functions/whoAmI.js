exports = () => ({ id: context.user.id, type: context.user.type, data: context.user.data });
