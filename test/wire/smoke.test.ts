import { WireWorld } from './world';
import { modelProperties } from '../lambda/world';
test('x', async () => {
  const w = await WireWorld.start();
  const t=Date.now();
  console.log(await w.createModel(modelProperties()), Date.now()-t);
  const t2=Date.now();
  console.log(await w.createModel(modelProperties({Label:'b'}), 'B'), Date.now()-t2);
  console.log(w.cleanRoomsMl.calls.map(c=>[c.operation, c.reused, c.request.path, c.request.query.toString(), c.request.headers.authorization]), w.dynamoDb.calls.map(c=>[c.operation,c.reused]), w.cloudFormation.calls.map(c=>c.operation));
  for (const service of (process.env.S?[process.env.S]:[]) as any || ['cleanRoomsMl','dynamoDb','cloudFormation'] as const) {
    for (const answer of [{status:403, body:'<html><head><title>403 Forbidden</title></head><body>no</body></html>', headers:{'content-type':'text/html'}},{status:502, body:'<html>bad</html>'},{status:200,body:''},{status:200,body:'{}'}, {status:408,body:''},{status:404,body:''}, 'reset','stall','hang'] as const) {
      const v = await WireWorld.start({patience:300});
      const raw: any[]=[];
      v[service].disturbance = ({count}) => count <= 3 ? ({answer} as any) : undefined;
      const out = await v.createModel(modelProperties());
      console.log(service, JSON.stringify(answer), out, v[service].count(), v.lines.filter(l=>l.level!=='INFO').map(l=>l.why));
      await v.stop();
    }
  }
  await w.stop();
}, 60000);
