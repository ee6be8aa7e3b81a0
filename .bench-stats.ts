import { monitorEventLoopDelay } from 'node:perf_hooks';
import { mkdtempSync } from 'node:fs';
const W='/work/wt/stats';
const { analyseAll, comment, newWorkspace, openTestStore } = await import(`${W}/tests/contracts/support.ts`);
const { createStatistics } = await import(`${W}/src/feedback/statistics/statistics.ts`);
const { runQualityScan } = await import(`${W}/src/jobs/quality.ts`);
const N = Number(process.argv[2] ?? 200000);
const dir = process.argv[3] ?? mkdtempSync('/tmp/stats/db-');
const fresh = !process.argv[3];
console.log(dir);
const store = await openTestStore(dir, Date.now);
let scope;
const leaves = Array.from({length:40},(_,i)=>`leaf${i}`);
let seed=1; const rnd=()=>{ seed=(Math.imul(seed,1664525)+1013904223)>>>0; return seed/2**32; };
if (fresh) {
  scope = await newWorkspace(store,'b');
  const t0=performance.now();
  for (let i=0;i<N;i+=1000) {
    const batch=[];
    for (let k=0;k<1000;k++) {
      const r=1+Math.floor(rnd()*5);
      const words=Array.from({length:20},()=>'w'+Math.floor(rnd()*3000)).join(' ');
      const said=Array.from({length:Math.floor(rnd()*3)},()=> (r>3?'+':'-')+leaves[Math.floor(rnd()*40)]).join(' ');
      const d=new Date(Date.parse('2025-11-01')+Math.floor(rnd()*365)*86400000).toISOString();
      batch.push(comment(`${said} ${words}`,{rating:r,channel:'ch'+Math.floor(rnd()*6),author:'a'+Math.floor(rnd()*40000),occurredAt:d,externalId:`e${i+k}`,
        metadata:{outlet:'o'+Math.floor(rnd()*60),amount:String(Math.floor(rnd()*500)),duration:String(20+Math.floor(rnd()*100))},
        ...(k%4===0?{ratings:{a:1+Math.floor(rnd()*5),b:1+Math.floor(rnd()*5),c:1+Math.floor(rnd()*5),d:1+Math.floor(rnd()*5)}}:{})}));
    }
    await store.comments.ingest(scope,batch);
    await analyseAll(store,1000);
  }
  console.log('ingested', Math.round(performance.now()-t0)); console.log('scope', JSON.stringify(scope));
} else scope = { workspaceId: process.argv[4], actor:'system' };
const s = createStatistics(store.statisticsFacts, ()=>'2026-10-31');
const h = monitorEventLoopDelay({resolution:5}); 
async function time(name, run) {
  await run().catch((e)=>console.log(name,'!',e.message));
  h.reset(); h.enable();
  const t=performance.now(); await run().catch(()=>{});
  const ms=performance.now()-t; h.disable();
  console.log(name.padEnd(34), Math.round(ms)+' ms', 'loop max', Math.round(h.max/1e6)+' ms');
}
const q={from:'2026-10-01',to:'2026-10-31'};
await time('scores', ()=>s.scores(scope,{filter:{}}));
await time('scores by channel', ()=>s.scores(scope,{filter:{},by:'channel'}));
await time('scores by label', ()=>s.scores(scope,{filter:{},by:'label'}));
await time('scores by dimension', ()=>s.scores(scope,{filter:{},by:'dimension'}));
await time('scores by outlet', ()=>s.scores(scope,{filter:{},by:'metadata.outlet'}));
await time('scores without quality', ()=>s.scores(scope,{filter:{quality:'without'}}));
await time('compare month', ()=>s.compare(scope,{filter:q,other:{from:'2026-09-01',to:'2026-09-30'},by:'channel'}));
await time('channels by month', ()=>s.channels(scope,{filter:{},by:'month'}));
await time('heatmap channel', ()=>s.heatmap(scope,{filter:{},by:'channel'}));
await time('heatmap outlet month', ()=>s.heatmap(scope,{filter:q,by:'metadata.outlet'}));
await time('drivers', ()=>s.drivers(scope,{}));
await time('drivers month', ()=>s.drivers(scope,q));
await time('anomalies', ()=>s.anomalies(scope,{filter:{}}));
await time('anomalies channel', ()=>s.anomalies(scope,{filter:{},by:'channel'}));
await time('anomalies label', ()=>s.anomalies(scope,{filter:{},by:'label'}));
await time('anomalies outlet', ()=>s.anomalies(scope,{filter:{},by:'metadata.outlet'}));
await time('anomalies outlet quarter', ()=>s.anomalies(scope,{filter:{from:'2026-08-01',to:'2026-10-31'},by:'metadata.outlet'}));
await time('changes', ()=>s.changes(scope,q));
await time('segments', ()=>s.segments(scope,{}));
await time('churn', ()=>s.churn(scope,{}));
await time('journey', ()=>s.journey(scope,{}));
await time('reliability', ()=>s.reliability(scope,{}));
await time('benchmark channels', ()=>s.benchmark(scope,{filter:{channel:['ch1']},other:{channel:['ch2']}}));
await time('quality table', ()=>s.quality(scope,{}));
const { id } = await store.jobRows.create(scope,'quality',{}); await store.jobRows.start(scope,id);
let number=0; h.reset(); h.enable(); const t=performance.now();
const end = await runQualityScan({ record:{scope,job:await store.jobRows.get(scope,id),input:{},step:0,checkpoint:null}, signal:new AbortController().signal, next(){const k=++number; return (p,c)=>({jobId:id,number:k,...p,checkpoint:c});}, changed(){} }, store);
h.disable(); console.log('quality scan', Math.round(performance.now()-t)+' ms','loop max',Math.round(h.max/1e6), JSON.stringify(end), Math.round(process.memoryUsage().rss/1e6)+' MB');
await store.jobRows.end(scope,id,end);
await time('scores without quality', ()=>s.scores(scope,{filter:{quality:'without'}}));
await time('quality table', ()=>s.quality(scope,{}));
await store.close();
