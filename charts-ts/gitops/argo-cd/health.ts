/**
 * When an Application counts as healthy for the one that made it: sync waves wait for it. Argo CD itself judges
 * Applications no more: https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app
 *
 * It passes on the Application's own health, but not while it was never synced or is syncing: an Application whose old
 * objects are healthy is not done. Only the first sync and a running one count, so that an Application that can never
 * be in sync (a definition that upstream dropped, which is never pruned) does not hold up all that comes after it.
 */
export const applicationHealth = `local function answer(status, message)
  return { status = status, message = message }
end
local status = obj.status
if obj.metadata.deletionTimestamp ~= nil then
  return answer("Progressing", "is being deleted")
end
if status == nil or status.health == nil or status.health.status == nil then
  return answer("Progressing", "was not compared with Git yet")
end
local last = status.operationState
if obj.operation ~= nil or (last ~= nil and (last.phase == "Running" or last.phase == "Terminating")) then
  return answer("Progressing", "is syncing")
end
local synced = status.sync ~= nil and status.sync.status == "Synced"
if last == nil and not synced then
  return answer("Progressing", "was not synced yet")
end
return answer(status.health.status, status.health.message or "")
`;
